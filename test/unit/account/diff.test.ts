import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sender } from '../../../lambda/account/content.ts';
import { applyChanges, diffContents } from '../../../lambda/account/diff.ts';
import { hashContent } from '../../../lambda/account/hash.ts';
import { normaliseContent } from '../../../lambda/account/normalise.ts';
import { anyContent, withNoise } from '../../support/arbitraries.ts';
import { contentOf, senderOf } from '../../support/contents.ts';

describe('the diff of two contents', () => {
  it('is empty for contents that mean the same', () => {
    const pairs = anyContent.chain((content) => fc.tuple(fc.constant(content), withNoise(content)));

    fc.assert(
      fc.property(pairs, ([a, b]) => {
        expect(diffContents(a, b)).toEqual([]);
      }),
    );
  });

  it('applied to the old content gives the new', () => {
    fc.assert(
      fc.property(anyContent, anyContent, (before, after) => {
        const result = applyChanges(before, diffContents(before, after));

        expect(result).toEqual(normaliseContent(after));
      }),
    );
  });

  it('survives being stored as JSON', () => {
    fc.assert(
      fc.property(anyContent, anyContent, (before, after) => {
        const stored = JSON.parse(JSON.stringify(diffContents(before, after)));

        expect(applyChanges(before, stored)).toEqual(normaliseContent(after));
      }),
    );
  });

  it('has one change per sender', () => {
    fc.assert(
      fc.property(anyContent, anyContent, (before, after) => {
        const addresses = diffContents(before, after).flatMap(
          (change) => change.emailAddress ?? [],
        );

        expect(new Set(addresses).size).toBe(addresses.length);
      }),
    );
  });

  const a = senderOf('a@example.com', { email_id: 1, roles: ['CONTACT'] });
  const unconfirmed = { ...a, confirm_status: 'UNCONFIRMED' };
  const kinds: [string, Sender[], Sender[]][] = [
    ['SenderAdded', [], [a]],
    ['SenderRemoved', [a], []],
    ['SenderConfirmed', [unconfirmed], [a]],
    ['SenderUnconfirmed', [a], [unconfirmed]],
    ['SenderReplaced', [a], [{ ...unconfirmed, email_id: 9 }]],
    ['SenderChanged', [a], [{ ...a, roles: ['BILLING'] }]],
    ['SenderChanged', [a], [{ ...a, email_address: 'A@example.com' }]],
  ];

  it.each(kinds)('names %s', (kind, before, after) => {
    const changes = diffContents(contentOf(before), contentOf(after));

    expect(changes.map((change) => change.kind)).toEqual([kind]);
  });

  it('names what happened to the summary and the address', () => {
    const bare = contentOf([a], { physicalAddress: null });
    const moved = contentOf([a], { physicalAddress: { city: 'Paris' }, summary: { website: 'x' } });

    expect(diffContents(bare, moved)).toStrictEqual([
      { kind: 'SummaryChanged', fields: ['website'], before: {}, after: { website: 'x' } },
      { kind: 'PhysicalAddressAdded', after: { city: 'Paris' } },
    ]);
    expect(diffContents(moved, bare).map((change) => change.kind)).toEqual([
      'SummaryChanged',
      'PhysicalAddressRemoved',
    ]);
    const elsewhere = contentOf([a], {
      physicalAddress: { city: 'Lyon' },
      summary: { website: 'x' },
    });
    expect(diffContents(moved, elsewhere)).toEqual([
      {
        kind: 'PhysicalAddressChanged',
        fields: ['city'],
        before: { city: 'Paris' },
        after: { city: 'Lyon' },
      },
    ]);
  });

  it('removes with all that was there, senders by address and fields by name', () => {
    const b = senderOf('b@example.com', { email_id: 2 });
    const address = { city: 'Paris', country_code: 'FR' };
    const named = { website: 'x', first_name: 'y' };

    expect(
      diffContents(
        contentOf([b], { physicalAddress: address, summary: { website: 'z' } }),
        contentOf([a], { physicalAddress: null, summary: named }),
      ),
    ).toEqual([
      {
        kind: 'SummaryChanged',
        fields: ['first_name', 'website'],
        before: { website: 'z' },
        after: named,
      },
      { kind: 'PhysicalAddressRemoved', before: address },
      {
        kind: 'SenderAdded',
        emailId: 1,
        emailAddress: 'a@example.com',
        after: a,
      },
      {
        kind: 'SenderRemoved',
        emailId: 2,
        emailAddress: 'b@example.com',
        before: b,
      },
    ]);
  });

  it('is not applied to a sender that is not there', () => {
    const content = contentOf([a]);
    const elsewhere = { emailId: 9, emailAddress: 'nobody@example.com', fields: ['roles'] };

    const applied = applyChanges(content, [
      { kind: 'SenderChanged', ...elsewhere, after: { roles: ['OTHER'] } },
      { kind: 'ReplyDrift', fields: ['role:NEW'] },
    ]);

    expect(applied).toEqual(normaliseContent(content));
  });

  it('holds only the changed fields on both sides', () => {
    const [change] = diffContents(contentOf([a]), contentOf([unconfirmed]));

    expect(change).toStrictEqual({
      kind: 'SenderUnconfirmed',
      emailId: 1,
      emailAddress: 'a@example.com',
      fields: ['confirm_status'],
      before: { confirm_status: 'CONFIRMED' },
      after: { confirm_status: 'UNCONFIRMED' },
    });
  });
});

describe('the hash of a content', () => {
  const hash = (content: Parameters<typeof normaliseContent>[0]) =>
    hashContent(normaliseContent(content));

  it('ignores order and noise', () => {
    const pairs = anyContent.chain((content) => fc.tuple(fc.constant(content), withNoise(content)));

    fc.assert(
      fc.property(pairs, ([a, b]) => {
        expect(hash(a)).toBe(hash(b));
      }),
    );
  });

  it('notices whatever the diff notices', () => {
    fc.assert(
      fc.property(anyContent, anyContent, (a, b) => {
        expect(hash(a) === hash(b)).toBe(diffContents(a, b).length === 0);
      }),
    );
  });
});
