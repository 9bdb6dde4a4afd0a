import type { Refusal } from './reply.ts';

/** A refusal as data: for what retrying cannot mend. */
export function refusal(
  code: Refusal['code'],
  message: string,
  details: Refusal['details'] = [],
): Refusal {
  return { code, message, details };
}

/** Input that breaks a rule, whether of its shape or of what the account is now. */
export function invalidInput(problems: readonly { field: string; problem: string }[]): Refusal {
  const fields = problems.map(({ field }) => field).join(', ');
  return refusal('invalid_input', `The request was not sent: correct ${fields}.`, [...problems]);
}
