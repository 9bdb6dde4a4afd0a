import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChanges } from '../../../lambda/account/diff.ts';
import { normaliseContent } from '../../../lambda/account/normalise.ts';
import { lacksNothing, lackTheSame, listRemovals } from '../../../lambda/account/removals.ts';
import { findDrift, firstSnapshot, nextSnapshot } from '../../../lambda/account/snapshot.ts';
import { countTotals } from '../../../lambda/account/totals.ts';
import { anyContent, withNoise } from '../../support/arbitraries.ts';
import { contentOf, senderOf } from '../../support/contents.ts';

const NIGHT_1 = '2026-11-01T02:15:00.000Z';
const NIGHT_2 = '2026-11-02T02:15:00.000Z';
const NIGHT_3 = '2026-11-03T02:15:00.000Z';
const a = senderOf('a@example.com');
const pending = senderOf('a@example.com', { confirm_status: 'UNCONFIRMED' });

describe('the first snapshot', () => {
  it('tells only that the account was connected', () => {
    const { header, body } = firstSnapshot({
      content: contentOf([a]),
      features: ['role:X'],
      checkStartedAt: NIGHT_1,
    });

    expect(header).toMatchObject({ number: 1, accountId: 'p07e1l8rrja', features: ['role:X'] });
    expect(body).toEqual({
      content: contentOf([a]),
      changes: [
        { kind: 'AccountConnected', severity: 'info', recovers: false, origin: { by: 'outside' } },
      ],
      tracks: new Map([[1, { firstSeenAt: NIGHT_1, statusSince: NIGHT_1 }]]),
      lost: [],
      conditions: [expect.objectContaining({ since: NIGHT_1 })],
    });
  });
});

describe('the next snapshot', () => {
  const first = firstSnapshot({
    content: contentOf([pending]),
    features: [],
    checkStartedAt: NIGHT_1,
  });

  it('does not exist when nothing changed', () => {
    const pairs = anyContent.chain((content) => fc.tuple(fc.constant(content), withNoise(content)));

    fc.assert(
      fc.property(pairs, ([content, again]) => {
        const before = firstSnapshot({ content, features: [], checkStartedAt: NIGHT_1 });

        expect(
          nextSnapshot(before, { content: again, features: [], checkStartedAt: NIGHT_2 }),
        ).toBeNull();
      }),
    );
  });

  it('can be rebuilt from the one before and its changes', () => {
    fc.assert(
      fc.property(anyContent, anyContent, (content, later) => {
        const before = firstSnapshot({ content, features: [], checkStartedAt: NIGHT_1 });
        const next = nextSnapshot(before, {
          content: later,
          features: [],
          checkStartedAt: NIGHT_2,
        });

        const rebuilt = applyChanges(before.body.content, next?.body.changes ?? []);
        expect(rebuilt).toEqual(normaliseContent(later));
      }),
    );
  });

  it('carries on when a sender was first seen, and since when its status holds', () => {
    const next = nextSnapshot(first, {
      content: contentOf([a]),
      features: [],
      checkStartedAt: NIGHT_2,
    });

    expect(next?.body.tracks.get(1)).toEqual({
      firstSeenAt: NIGHT_1,
      statusSince: NIGHT_2,
    });
    expect(first.header.oldestPendingSince).toBe(NIGHT_1);
    expect(next?.header.oldestPendingSince).toBeNull();
  });

  it('keeps both times of a sender whose roles alone changed', () => {
    const content = contentOf([{ ...pending, roles: ['OTHER'] }]);

    const next = nextSnapshot(first, { content, features: [], checkStartedAt: NIGHT_2 });

    expect(next?.body.tracks.get(1)).toEqual({
      firstSeenAt: NIGHT_1,
      statusSince: NIGHT_1,
    });
    expect(next?.header.oldestPendingSince).toBe(NIGHT_1);
  });

  it('starts a new life for a replaced sender', () => {
    const content = contentOf([{ ...pending, email_id: 9 }]);

    const next = nextSnapshot(first, { content, features: [], checkStartedAt: NIGHT_2 });

    expect(next?.body.tracks.get(9)).toEqual({
      firstSeenAt: NIGHT_2,
      statusSince: NIGHT_2,
    });
  });

  it('starts a new life when an id stands for another address', () => {
    const content = contentOf([senderOf('b@example.com')]);

    const next = nextSnapshot(first, { content, features: [], checkStartedAt: NIGHT_2 });

    expect(next?.body.tracks.get(1)).toEqual({ firstSeenAt: NIGHT_2, statusSince: NIGHT_2 });
  });

  it('starts a new life for a sender whose times were lost', () => {
    const forgotten = { ...first, body: { ...first.body, tracks: new Map() } };
    const content = contentOf([{ ...pending, roles: ['OTHER'] }]);

    const next = nextSnapshot(forgotten, { content, features: [], checkStartedAt: NIGHT_2 });

    expect(next?.body.tracks.get(1)).toEqual({ firstSeenAt: NIGHT_2, statusSince: NIGHT_2 });
  });

  it('names who added a sender only for one that update added', () => {
    const b = senderOf('b@example.com', { email_id: 2 });
    const ours = { by: 'ours', requestId: 'r-1' } as const;
    const content = contentOf([a, b]);
    const observation = { content, features: [], checkStartedAt: NIGHT_2 };

    const added = nextSnapshot(first, observation, () => ours);
    const outside = nextSnapshot(first, observation);

    expect(added?.body.tracks.get(1)).not.toHaveProperty('addedBy');
    expect(added?.body.tracks.get(2)).toMatchObject({ addedBy: { requestId: 'r-1' } });
    expect(outside?.body.tracks.get(2)).not.toHaveProperty('addedBy');
  });

  it('waits since its longest waiting sender does, however they are ordered', () => {
    const early = senderOf('z@example.com', { email_id: 2, confirm_status: 'UNCONFIRMED' });
    const before = firstSnapshot({
      content: contentOf([early]),
      features: [],
      checkStartedAt: NIGHT_1,
    });

    const next = nextSnapshot(before, {
      content: contentOf([pending, early]),
      features: [],
      checkStartedAt: NIGHT_2,
    });

    expect(next?.header.oldestPendingSince).toBe(NIGHT_1);
  });

  it('is made once by reply drift alone', () => {
    const content = contentOf([pending]);
    const seen = ['role:NEW', 'summary.x:string'];

    const next = nextSnapshot(first, { content, features: seen, checkStartedAt: NIGHT_2 });

    expect(next?.body.changes).toMatchObject([
      { kind: 'ReplyDrift', fields: seen, severity: 'info' },
    ]);
    expect(next?.header.contentHash).toBe(first.header.contentHash);
    expect(
      next && nextSnapshot(next, { content, features: seen, checkStartedAt: NIGHT_3 }),
    ).toBeNull();
  });
});

describe('reply drift', () => {
  it('stops at thirty features, so that the header stays small and nothing is committed every night', () => {
    expect(findDrift(['c'], ['d', 'b', 'c', 'b'])).toEqual(['b', 'd']);
    const seen = Array.from({ length: 40 }, (_, index) => `sender.f${index + 10}:string`);

    const known = findDrift([], seen);

    expect(known).toHaveLength(30);
    expect(findDrift(known, seen)).toEqual([]);
  });
});

describe('the removals between two contents', () => {
  const full = contentOf(
    [{ ...a, roles: ['CONTACT'] }, senderOf('b@example.com', { email_id: 2 })],
    {
      summary: { website: 'https://example.com' },
    },
  );

  it('name senders, roles, the address and fields', () => {
    const less = contentOf([a], { physicalAddress: null });
    const partial = contentOf(full.senders, { physicalAddress: { city: 'Waltham' } });

    expect(listRemovals(full, less)).toEqual({
      summary: ['website'],
      physicalAddress: ['the whole address'],
      senders: ['a@example.com as CONTACT', 'b@example.com'],
    });
    expect(listRemovals(full, partial).physicalAddress).toEqual(['address_line1', 'country_code']);
  });

  it('are none when values change, and differ when more is missing', () => {
    const changed = contentOf(full.senders, { summary: { website: 'x', organization_name: 'Y' } });
    const one = listRemovals(full, contentOf(full.senders.slice(0, 1)));
    const two = listRemovals(full, contentOf([senderOf('c@example.com')]));

    expect(lacksNothing(listRemovals(full, changed))).toBe(true);
    expect(lackTheSame(one, two)).toBe(false);
    expect(lackTheSame(one, one)).toBe(true);
    expect(lacksNothing(one)).toBe(false);
    expect(lacksNothing(listRemovals(contentOf([a], { physicalAddress: null }), full))).toBe(true);
  });
});

describe('the totals of a content', () => {
  it('count senders by status and tell the state of the address', () => {
    const senders = [a, pending, senderOf('x@example.com', { confirm_status: 'ON_HOLD' })];
    const complete = { address_line1: '1 Rue', city: 'Paris', country_code: 'FR' };

    const totals = countTotals(contentOf(senders, { physicalAddress: complete }));

    expect(totals).toEqual({
      organization: 'InstaPrinz',
      senders: { confirmed: 1, unconfirmed: 1, other: 1 },
      addressState: 'complete',
    });
  });

  it('keep a hundred characters of the organization, null when there is none', () => {
    const organizationOf = (organization_name: string | undefined) =>
      countTotals({
        ...contentOf([]),
        summary: { encoded_account_id: 'a1', ...(organization_name && { organization_name }) },
      }).organization;

    expect(organizationOf('x'.repeat(101))).toBe('x'.repeat(100));
    expect(organizationOf(undefined)).toBeNull();
  });

  it.each([
    ['none', null, 'missing'],
    ['no city', { address_line1: '1 Rue', country_code: 'FR' }, 'incomplete'],
    [
      'US without state',
      { address_line1: '1 St', city: 'X', country_code: 'us', postal_code: '1' },
      'incomplete',
    ],
    [
      'Canada without postal code',
      { address_line1: '1 St', city: 'X', country_code: 'CA', state_code: 'ON' },
      'incomplete',
    ],
    [
      'US with both',
      { address_line1: '1 St', city: 'X', country_code: 'us', state_code: 'MA', postal_code: '1' },
      'complete',
    ],
  ])('judge an address with %s', (_, physicalAddress, state) => {
    expect(countTotals(contentOf([a], { physicalAddress })).addressState).toBe(state);
  });
});
