import * as z from 'zod/mini';
import type { Period } from './audit-account.ts';

const time = z.iso.datetime({ precision: 3 });
const cursorSchema = z.object({
  account: z.string(),
  at: time,
  since: time,
  from: z.int().check(z.gte(1)),
  sum: z.string(),
});

/**
 * Where the next page of an account begins, with the times that the first was asked about and the sum of the answer
 * that is cut into pages.
 */
export type Cursor = Period & { account: string; from: number; sum: string };

/** Writes a cursor as text for the caller, who need not understand it. */
export function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** Reads a cursor; undefined when it is not one of ours. */
export function readCursor(text: string): Cursor | undefined {
  try {
    const json: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return z.safeParse(cursorSchema, json).data;
  } catch {
    return undefined;
  }
}
