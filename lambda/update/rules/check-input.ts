import type { PhysicalAddress } from '../../account/content.ts';
import type { SummaryPatch } from '../../constant-contact/summary.ts';
import { checkAddress, type FieldProblem } from './check-address.ts';
import { checkSummary } from './check-summary.ts';

type Texts = Readonly<Record<string, string>>;

/** The rules between fields that can be judged before the account is read, by action. */
const RULES: Readonly<Record<string, (texts: Texts) => FieldProblem[]>> = {
  updateAccountSummary: (texts) => ofItsCountry(texts, checkSummary(texts as SummaryPatch)),
  addPhysicalAddress: (texts) => checkAddress(texts as PhysicalAddress),
  updatePhysicalAddress: (texts) => ofItsCountry(texts, checkAddress(texts as PhysicalAddress)),
};

/**
 * Judges an input by the rules between its fields. Fields of `broken` have been refused already: nothing is said of
 * them again, nor concluded from them. What a partial input leaves to the account is not judged here.
 */
export function checkInput(
  action: string,
  input: Readonly<Record<string, unknown>>,
  broken: ReadonlySet<string>,
): FieldProblem[] {
  const sound = Object.entries(input).filter(
    ([field, value]) => typeof value === 'string' && !broken.has(field),
  );
  const problems = RULES[action]?.(Object.fromEntries(sound) as Texts) ?? [];
  const isPartial = action !== 'addPhysicalAddress';
  return problems
    .filter(({ field }) => !broken.has(field))
    .filter(({ field }) => !isPartial || Object.hasOwn(input, field));
}

/** Without a country of its own, a partial input is judged by the account's. */
function ofItsCountry(texts: Texts, problems: FieldProblem[]): FieldProblem[] {
  return texts['country_code'] === undefined ? [] : problems;
}
