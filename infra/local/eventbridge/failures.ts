import { isTaken, type RecordedEvent, type Refusal } from './put-events.ts';

/** What goes wrong with one request. */
export type Failure =
  | {
      /** Entries are refused though they are right; the others are taken. The request succeeds. */
      kind: 'refuse';
      /** Positions in the request; all of them without it. */
      entries?: readonly number[];
      code?: string;
      message?: string;
    }
  /** The whole request is turned away. The SDK's clients try again by themselves. */
  | { kind: 'throttle' }
  /** Status 500, before anything was taken or, with `taken`, after everything was. The SDK's clients try again. */
  | { kind: 'internal'; taken?: boolean };

/** What the service says of an entry that it could not take for a reason of its own. */
const REFUSAL = {
  ErrorCode: 'InternalFailure',
  ErrorMessage: 'The event could not be taken.',
} as const satisfies Refusal;

/** The results with those that the failure names refused. */
export function refuseEntries(
  results: readonly (RecordedEvent | Refusal)[],
  { entries, code, message }: Extract<Failure, { kind: 'refuse' }>,
): (RecordedEvent | Refusal)[] {
  const refusal = {
    ErrorCode: code ?? REFUSAL.ErrorCode,
    ErrorMessage: message ?? REFUSAL.ErrorMessage,
  };
  return results.map((result, position) => {
    const isAimed = entries === undefined || entries.includes(position);
    return isAimed && isTaken(result) ? refusal : result;
  });
}
