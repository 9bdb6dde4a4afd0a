import { expect, test } from 'vitest';
import { describeCheck } from '../../../infra/local/describe-check.ts';
import type { AssessedChange, Origin } from '../../../lambda/account/change.ts';
import type { AccountReply } from '../../../lambda/sync/run-sync.ts';

const explain = (error: Error) => `Why: ${error.message}`;

function describeReply(fields: Partial<AccountReply>): string {
  const reply: AccountReply = {
    schemaVersion: 1,
    account: 'main',
    outcome: 'changed',
    snapshot: 3,
    checkedAt: '2026-11-01T02:15:00.000Z',
    requests: 2,
    changes: [],
    ...fields,
  };
  return describeCheck({ reply }, explain);
}

const OURS: Origin = { by: 'ours', requestId: 'r-1' };
const OUTSIDE: Origin = { by: 'outside' };

function toChange(origin: Origin): AssessedChange {
  return { kind: 'SummaryChanged', severity: 'info', recovers: false, origin };
}

test.each<[string, Origin[]]>([
  ['with 1 change, made by update', [OURS]],
  ['with 3 changes, 1 made by update', [OUTSIDE, OURS, OUTSIDE]],
  ['with 1 change', [OUTSIDE]],
])('a new snapshot is one %s', (words, origins) => {
  expect(describeReply({ changes: origins.map(toChange) })).toBe(
    `The sync that followed committed snapshot 3 ${words}.`,
  );
});

test('an unchanged account is said to be so', () => {
  expect(describeReply({ outcome: 'unchanged' })).toBe(
    'The sync that followed found nothing new: snapshot 3 is still true.',
  );
});

test('a failure is explained', () => {
  expect(describeCheck({ error: new Error('no way') }, explain)).toBe(
    'The sync that followed failed: Why: no way',
  );
});
