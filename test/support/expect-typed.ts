import { expect } from 'vitest';

type ErrorClass = abstract new (...args: never[]) => Error;

/** Longer sentences are read by nobody. */
const MAX_CHARACTERS = 1_000;

/** Nothing that breaks it, turns it round, or is no character at all. */
const READABLE_LINE = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]+$/u;

/**
 * Runs the reader of a boundary on what may be hostile: its result, or undefined when it threw one of `errors` with one
 * readable line. Anything else fails the test, and so does a prototype that was written to.
 */
export async function readOrRefuse<Result>(
  read: () => Result | Promise<Result>,
  ...errors: readonly ErrorClass[]
): Promise<Result | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!errors.some((kind) => error instanceof kind)) throw error;
    const { message } = error as Error;
    expect(message).toMatch(READABLE_LINE);
    expect(message.length).toBeLessThanOrEqual(MAX_CHARACTERS);
    return undefined;
  } finally {
    expect(Object.prototype).not.toHaveProperty('polluted');
  }
}
