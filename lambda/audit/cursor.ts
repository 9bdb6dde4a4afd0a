import * as z from 'zod/mini';
import type { Period } from './audit-account.ts';

const time = z.iso.datetime({ precision: 3 });
const cursorSchema = z.object({ at: time, since: time, from: z.int().check(z.gte(1)) });

/** Where the next page begins, with the times of the first: all pages are of the same moment. */
export type Cursor = Period & { from: number };

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
