import { expect, test } from 'vitest';
import type { RecordedEvent } from '../../../infra/local/eventbridge/put-events.ts';
import { toSyncEvents } from '../../../infra/local/sync-after-update.ts';

const applied: RecordedEvent = {
  id: 'e-1',
  time: '2026-11-01T02:15:00.000Z',
  source: 'constant-contact.account-sync',
  detailType: 'UpdateApplied',
  detail: { schemaVersion: 1, account: 'main', action: 'addAccountEmail', requestId: 'r-1' },
  resources: [],
  eventBusName: 'default',
};

test('each update that was announced starts a check of its account', () => {
  const other = { ...applied, detail: { account: 'shop' } };

  expect(toSyncEvents([applied, other])).toEqual([
    { account: 'main', trigger: 'update' },
    { account: 'shop', trigger: 'update' },
  ]);
});

test.each<[string, Partial<RecordedEvent>]>([
  ['another kind', { detailType: 'SenderAdded' }],
  ['another source', { source: 'billing' }],
  ['no account', { detail: { schemaVersion: 1 } }],
])('an event of %s starts nothing', (_what, fields) => {
  expect(toSyncEvents([{ ...applied, ...fields }])).toEqual([]);
});
