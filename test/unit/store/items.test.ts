import { expect, it } from 'vitest';
import { SnapshotTooLargeError } from '../../../lambda/store/errors.ts';
import { fromItem, headerSchema, toItem } from '../../../lambda/store/items.ts';
import { headerKey } from '../../../lambda/store/keys.ts';

const header = {
  number: 1,
  contentHash: 'c',
  accountId: 'a1',
  checkStartedAt: '2026-11-01T02:15:00.000Z',
  features: ['role:X'],
  oldestPendingSince: null,
  contentKeys: ['k'],
};

it('an item is read back without its keys and without what was undefined', () => {
  const item = toItem({ ...headerKey('main', 1), ...header, settledAt: undefined });

  expect(item['sk']).toEqual({ S: 'SNAPSHOT#0000000001' });
  expect(fromItem(headerSchema, item)).toStrictEqual(header);
});

it.each([
  [{ number: 1.5 }, 'number'],
  [{ features: ['x', 7] }, 'features.1'],
  [{ settledAt: 'yesterday' }, 'settledAt'],
])('an item that is not of its form is refused by its key and field: %j', (wrong, field) => {
  const read = () =>
    fromItem(headerSchema, toItem({ ...headerKey('main', 1), ...header, ...wrong }));

  expect(read).toThrow(expect.objectContaining({ name: 'UnreadableItemError' }));
  expect(read).toThrow(
    `The stored item ACCOUNT#main / SNAPSHOT#0000000001 cannot be read (${field}): restore the table`,
  );
});

it('a snapshot that could not be read again says whose it is and where to look', () => {
  expect(new SnapshotTooLargeError('main', 5)).toMatchObject({
    name: 'SnapshotTooLargeError',
    message: expect.stringMatching(/^The snapshot of "main" has more than 5 bytes.*web pages\.$/),
  });
});
