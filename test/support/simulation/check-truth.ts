import type { Part, PartName, Parts, Version } from './truth.ts';
import { isSamePart } from './truth.ts';

const PARTS: readonly PartName[] = ['summary', 'address', 'senders'];

/**
 * What a snapshot claims that was never true between the start of its check and its commit; empty when all of it was.
 * Each part must be as the account was at one moment. Only where a reply left something out, which nobody can know
 * of, each fact is judged alone, and what the snapshot before lacked too may be missing.
 */
export function findUntrue(claim: {
  parts: Parts;
  /** The snapshot before; itself when nothing changed. */
  before: Parts | undefined;
  versions: readonly Version[];
  hadOmission: boolean;
}): string[] {
  const { parts, before, versions, hadOmission } = claim;
  return PARTS.flatMap((name) => {
    const truths = versions.map((version) => version.parts[name]);
    if (truths.some((truth) => isSamePart(truth, parts[name]))) return [];
    if (!hadOmission) return [`its ${name} ${describe(parts[name], truths)}`];
    return findUntrueFacts(parts[name], before?.[name] ?? {}, truths).map(
      (fact) => `its ${name}: ${fact}`,
    );
  });
}

function findUntrueFacts(part: Part, before: Part, truths: readonly Part[]): string[] {
  const wrong = Object.entries(part)
    .filter(([key, value]) => !truths.some((truth) => truth[key] === value))
    .map(([key, value]) => `${key} was never ${value}`);
  const missing = Object.keys(before)
    .filter((key) => part[key] === undefined && truths.every((truth) => truth[key] !== undefined))
    .map((key) => `${key} was there all the time`);
  return [...wrong, ...missing];
}

function describe(part: Part, truths: readonly Part[]): string {
  const [truth = {}] = truths;
  const keys = [...new Set([...Object.keys(part), ...Object.keys(truth)])];
  const differing = keys.filter((key) => part[key] !== truth[key]);
  const words = differing.map(
    (key) => `${key}: ${part[key] ?? 'absent'}, not ${truth[key] ?? 'absent'}`,
  );
  return `was not so at any of ${truths.length} states (${words.slice(0, 4).join('; ')})`;
}
