import type { Refusal } from './reply.ts';
import type { FieldProblem } from './rules/check-address.ts';

/** Codes whose details are free records. */
type PlainCode = Exclude<Refusal['code'], 'invalid_input' | 'precondition_failed'>;

/** A refusal as data: for what retrying cannot mend. */
export function refusal(
  code: PlainCode,
  message: string,
  details: Record<string, unknown>[] = [],
): Refusal {
  return { code, message, details };
}

/** A request that cannot be read, with the path of each problem in it. */
export function invalidRequest(problems: FieldProblem[]): Refusal {
  const fields = problems.map(({ field }) => field).join(', ');
  return {
    code: 'invalid_input',
    message: `Nothing was sent: correct ${fields}.`,
    details: problems,
  };
}

/** Input that does not fit what the account is now; the problems name fields of the input. */
export function invalidInput(problems: readonly FieldProblem[]): Refusal {
  return invalidRequest(
    problems.map(({ field, problem }) => ({ field: `input.${field}`, problem })),
  );
}
