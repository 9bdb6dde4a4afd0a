import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { AssessedChange } from '../../../lambda/account/change.ts';
import {
  changeEventSchema,
  countLosses,
  toChangeEvents,
} from '../../../lambda/account/change-events.ts';
import type { Content, Sender } from '../../../lambda/account/content.ts';
import { firstSnapshot, nextSnapshot, type Snapshot } from '../../../lambda/account/snapshot.ts';
import { contentOf, senderOf } from '../../support/contents.ts';

const NIGHT_1 = '2026-11-01T02:15:00.000Z';
const NIGHT_2 = '2026-11-02T02:15:00.000Z';
const UNCONFIRMED = { confirm_status: 'UNCONFIRMED' };
const other = senderOf('other@example.com', { email_id: 90 });

function snapshotOf(before: Content, after: Content): Snapshot {
  const first = firstSnapshot({ content: before, features: [], checkStartedAt: NIGHT_1 });
  const next = nextSnapshot(first, { content: after, features: [], checkStartedAt: NIGHT_2 });
  if (!next) throw new Error('nothing changed');
  return next;
}

const named = senderOf('news@example.com', { roles: ['REPLY_TO'] });

const senders = (count: number, fields: Partial<Sender> = {}) =>
  Array.from({ length: count }, (_, index) =>
    senderOf(`s${index + 10}@example.com`, { email_id: index + 1, ...fields }),
  );

describe('the events of a snapshot', () => {
  it('are one for each change, with stable ids, in a published form', () => {
    const snapshot = snapshotOf(
      contentOf([named, other]),
      contentOf([{ ...named, ...UNCONFIRMED }, other], { summary: { website: 'x.example' } }),
    );

    const events = toChangeEvents('main', snapshot);

    expect(events).toMatchObject([
      { id: 'main/2/0', severity: 'info', mail: false, change: { kind: 'SummaryChanged' } },
      {
        schemaVersion: 1,
        id: 'main/2/1',
        account: 'main',
        accountId: 'p07e1l8rrja',
        snapshot: 2,
        checkedAt: NIGHT_2,
        severity: 'critical',
        recovers: false,
        origin: { by: 'outside' },
        summary: 'InstaPrinz (main): news@example.com is no longer confirmed. It holds REPLY_TO.',
        remedy: expect.stringContaining('Resend its confirmation mail'),
        mail: true,
        change: {
          kind: 'SenderUnconfirmed',
          emailAddress: 'news@example.com',
          fields: ['confirm_status'],
          before: { confirm_status: 'CONFIRMED' },
          after: { confirm_status: 'UNCONFIRMED' },
        },
      },
    ]);
    expect(toChangeEvents('main', snapshot)).toEqual(events);
    for (const event of events) z.parse(changeEventSchema, event);
  });

  it('have no severity, origin or recovery inside the change itself', () => {
    const [event] = toChangeEvents(
      'main',
      snapshotOf(contentOf([other]), contentOf([other, ...senders(1)])),
    );

    expect(event?.change).toEqual({
      kind: 'SenderAdded',
      emailId: 1,
      emailAddress: 's10@example.com',
      after: expect.any(Object),
    });
  });

  it('are mailed up to twenty; above, each is on the bus and one digest is mailed', () => {
    const lose = (count: number) =>
      toChangeEvents('main', snapshotOf(contentOf([other, ...senders(count)]), contentOf([other])));

    const twenty = lose(20);
    const many = lose(21);

    expect(twenty.filter(({ mail }) => mail)).toHaveLength(20);
    expect(twenty).toHaveLength(20);
    expect(many).toHaveLength(22);
    expect(many.filter(({ mail }) => mail)).toMatchObject([
      {
        id: 'main/2/digest',
        severity: 'warning',
        change: { kind: 'ChangesDigest', counts: { critical: 0, warning: 21, recovered: 0 } },
        summary: expect.stringContaining('21 changes at once'),
      },
    ]);
    for (const event of many) z.parse(changeEventSchema, event);
  });

  it.each([
    [
      'losses of named roles',
      senders(21, { roles: ['REPLY_TO'] }),
      [],
      'critical',
      { critical: 21, warning: 0 },
    ],
    [
      'both',
      [...senders(21), { ...named, email_id: 80 }],
      [],
      'critical',
      { critical: 1, warning: 21 },
    ],
  ])('count in their digest what %s there are', (_, before, after, severity, counts) => {
    const events = toChangeEvents(
      'main',
      snapshotOf(contentOf([other, ...before]), contentOf([other, ...after])),
    );

    expect(events.at(-1)).toMatchObject({
      severity,
      recovers: false,
      remedy:
        'Look at the account in Constant Contact; each change is an event of its own on the bus.',
      change: { counts: { ...counts, recovered: 0 } },
    });
  });

  it('leave out of a digest what nobody would be mailed', () => {
    const snapshot = snapshotOf(
      contentOf([other, ...senders(21)]),
      contentOf([other], { summary: { website: 'x' } }),
    );

    expect(toChangeEvents('main', snapshot).at(-1)?.summary).toBe(
      'InstaPrinz (main): 21 changes at once: 0 critical, 21 warnings, 0 recovered.',
    );
  });

  it('say in a digest when all that was lost is back', () => {
    const all = contentOf([other, ...senders(21)]);
    const lost = snapshotOf(all, contentOf([other, ...senders(21, UNCONFIRMED)]));
    const back = nextSnapshot(lost, {
      content: all,
      features: [],
      checkStartedAt: '2026-11-03T02:15:00.000Z',
    });

    expect(back && toChangeEvents('main', back).at(-1)).toMatchObject({
      severity: 'info',
      recovers: true,
      change: { counts: { critical: 0, warning: 0, recovered: 21 } },
    });
  });

  it.each([
    [['REPLY_TO', 'OTHER'], ' It holds OTHER, REPLY_TO.'],
    [[], ''],
  ])('name the roles %j of a sender that is no longer confirmed', (roles, held) => {
    const sender = senderOf('zoe@example.com', { roles });
    const first = { ...other, roles: ['BILLING'] };

    const [event] = toChangeEvents(
      'main',
      snapshotOf(contentOf([first, sender]), contentOf([first, { ...sender, ...UNCONFIRMED }])),
    );

    expect(event?.summary).toBe(
      `InstaPrinz (main): zoe@example.com is no longer confirmed.${held}`,
    );
  });

  it('do not name the roles of one that was confirmed', () => {
    const sender = senderOf('zoe@example.com', { roles: ['REPLY_TO'] });

    const [event] = toChangeEvents(
      'main',
      snapshotOf(contentOf([other, { ...sender, ...UNCONFIRMED }]), contentOf([other, sender])),
    );

    expect(event?.summary).toBe('InstaPrinz (main): zoe@example.com was confirmed.');
  });

  it('have a summary of at most a thousand characters, whose end shows that it was cut', () => {
    const summaryOf = (length: number) => {
      const website = 'x'.repeat(length - 'InstaPrinz (main): Account: website none → .'.length);
      const after = contentOf([other], { summary: { website } });
      return toChangeEvents('main', snapshotOf(contentOf([other]), after))[0]?.summary ?? '';
    };

    expect([summaryOf(1_000).length, summaryOf(1_000).at(-1)]).toEqual([1_000, '.']);
    expect([summaryOf(1_001).length, summaryOf(1_001).slice(-2)]).toEqual([1_000, 'x…']);
  });

  it('carry no values of a change that is too large for the bus', () => {
    const huge = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`f${index}`, '\u0001'.repeat(1_000)]),
    );
    const change: AssessedChange = {
      kind: 'SummaryChanged',
      before: huge,
      after: {},
      fields: Object.keys(huge),
      severity: 'info',
      recovers: false,
      origin: { by: 'outside' },
    };
    const { header, body } = snapshotOf(contentOf([other]), contentOf([other, ...senders(1)]));

    const [event] = toChangeEvents('main', { header, body: { ...body, changes: [change] } });

    expect(event?.change).toEqual({ kind: 'SummaryChanged', fields: change.fields });
    expect(event?.summary.length).toBeLessThanOrEqual(1_000);
    expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(200_000);
  });

  it('are one line without double quotes, for the mail that EventBridge makes of them', () => {
    const named = contentOf([other], { summary: { organization_name: 'Ada "&" Co\n\tLtd' } });
    const changed = contentOf([other], {
      summary: { organization_name: 'Ada "&" Co\n\tLtd', website: '"\r\n' },
    });

    const [event] = toChangeEvents('main', snapshotOf(named, changed));

    expect(event?.summary).toMatch(/^Ada '&' Co Ltd \(main\): Account: website none/);
    expect(event?.summary).not.toMatch(/["\n\r]/);
  });

  it('say that what was lost is back, and mail it', () => {
    const lost = snapshotOf(
      contentOf([other, ...senders(1)]),
      contentOf([other, ...senders(1, UNCONFIRMED)]),
    );
    const back = nextSnapshot(lost, {
      content: contentOf([other, ...senders(1)]),
      features: [],
      checkStartedAt: '2026-11-03T02:15:00.000Z',
    });

    const [event] = back ? toChangeEvents('main', back) : [];

    expect(event).toMatchObject({ severity: 'info', recovers: true, mail: true });
    expect(event?.remedy).toBe('Nothing to do: what was lost is back.');
  });

  it('have a published JSON Schema; vitest -u writes it anew', async () => {
    const schema = z.toJSONSchema(changeEventSchema, { io: 'input' });
    const text = `${JSON.stringify({ title: 'Constant Contact account sync: change event', ...schema }, null, 2)}\n`;

    await expect(text).toMatchFileSnapshot('../../../lambda/account/change-event.schema.json');
  });
});

describe('the losses of a snapshot', () => {
  it('are the senders that it found lost, not those lost before', () => {
    const two = snapshotOf(contentOf([other, ...senders(2)]), contentOf([other]));
    const later = nextSnapshot(two, {
      content: contentOf([other], { summary: { website: 'x' } }),
      features: [],
      checkStartedAt: '2026-11-03T02:15:00.000Z',
    });

    expect(countLosses(two)).toBe(2);
    expect(later && countLosses(later)).toBe(0);
  });
});
