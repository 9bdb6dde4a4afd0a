import { expect, it } from 'vitest';
import { readCursor, writeCursor } from '../../../lambda/audit/cursor.ts';

const CURSOR = {
  account: 'main',
  at: '2026-11-20T02:15:30.000Z',
  since: '2026-10-21T02:15:30.000Z',
  from: 7,
  sum: 'x9_-',
};

it('a cursor is read as it was written, in characters that every channel carries', () => {
  const text = writeCursor(CURSOR);

  expect(text).toMatch(/^[\w-]+$/);
  expect(readCursor(text)).toEqual(CURSOR);
});

it.each(['', 'rubbish', 'e30', writeCursor(CURSOR).slice(0, -5)])(
  'what no reply gave is no cursor: %j',
  (text) => {
    expect(readCursor(text)).toBeUndefined();
  },
);
