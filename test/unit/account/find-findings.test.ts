import { describe, expect, it } from 'vitest';
import type { Content, Sender } from '../../../lambda/account/content.ts';
import { type Evidence, findFindings } from '../../../lambda/account/find-findings.ts';
import { FINDING_CODES, type FindingCode } from '../../../lambda/account/finding.ts';
import { firstSnapshot, nextSnapshot, type Snapshot } from '../../../lambda/account/snapshot.ts';
import { judgeFindings, judgeTotals } from '../../../lambda/account/verdict.ts';
import { contentOf, senderOf } from '../../support/contents.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const LIMITS = { staleAfterHours: 26, pendingTooLongDays: 7 };
const day = (n: number) =>
  new Date(Date.parse('2026-11-01T02:15:00.000Z') + (n - 1) * DAY_MS).toISOString();

const COMPLETE = { address_line1: '1 Rue', city: 'Paris', country_code: 'FR' };
const UNCONFIRMED = { confirm_status: 'UNCONFIRMED' };
const main = senderOf('main@shop.example', { email_id: 1, confirm_time: day(1) });
const other = senderOf('other@shop.example', { email_id: 2 });
const third = senderOf('third@shop.example', { email_id: 3 });

/** The account as checked on each of these days, one content a day. */
function played(...contents: Content[]): Snapshot {
  const [first, ...later] = contents;
  if (!first) throw new Error('play at least one day');
  const start = firstSnapshot({ content: first, features: [], checkStartedAt: day(1) });
  return later.reduce(
    (before, content, index) =>
      nextSnapshot(before, { content, features: [], checkStartedAt: day(index + 2) }) ?? before,
    start,
  );
}

const content = (senders: Sender[], parts: Parameters<typeof contentOf>[1] = {}) =>
  contentOf(senders, { physicalAddress: COMPLETE, ...parts });

function findAt(n: number, snapshot: Snapshot | null, fields: Partial<Evidence> = {}) {
  const checkedAt = day(n);
  const evidence = {
    atMs: Date.parse(checkedAt),
    snapshot,
    checkedAt,
    lastRun: null,
    twins: [],
    connectedAt: day(1),
  };
  return findFindings({ ...evidence, ...fields }, LIMITS);
}
const codesAt = (...args: Parameters<typeof findAt>) => findAt(...args).map(({ code }) => code);

const healthy = played(content([main, other]));

describe('the findings of an account', () => {
  it('are none for a healthy one', () => {
    expect(findAt(1, healthy)).toEqual([]);
    expect(findAt(400, healthy)).toEqual([]);
  });

  const raised: [FindingCode, ReturnType<typeof findAt>, object][] = [
    [
      'NO_CONFIRMED_SENDER',
      findAt(2, played(content([main]), content([{ ...main, ...UNCONFIRMED }]))),
      { severity: 'critical', since: day(2) },
    ],
    [
      'PHYSICAL_ADDRESS_MISSING',
      findAt(1, played(content([main], { physicalAddress: null }))),
      { severity: 'critical', since: day(1) },
    ],
    [
      'PHYSICAL_ADDRESS_INCOMPLETE',
      findAt(1, played(content([main], { physicalAddress: { ...COMPLETE, country_code: 'US' } }))),
      { severity: 'critical', field: 'state_code, postal_code' },
    ],
    [
      'SENDER_LOST',
      findAt(3, played(content([main, { ...other, roles: ['REPLY_TO'] }]), content([main]))),
      { severity: 'critical', sender: 'other@shop.example', since: day(2) },
    ],
    [
      'ROLE_UNCONFIRMED',
      findAt(1, played(content([main, { ...other, ...UNCONFIRMED, roles: ['BILLING'] }]))),
      { severity: 'warning', sender: 'other@shop.example', field: 'BILLING' },
    ],
    [
      'CONTACT_NOT_CONFIRMED',
      findAt(1, played(content([main], { summary: { contact_email: 'gone@shop.example' } }))),
      { severity: 'warning', sender: 'gone@shop.example', field: 'contact_email' },
    ],
    [
      'CHECK_STALE',
      findAt(3, healthy, { checkedAt: day(1) }),
      { severity: 'warning', since: day(1) },
    ],
    [
      'LAST_RUN_FAILED',
      findAt(1, healthy, {
        lastRun: { outcome: 'failed', checkStartedAt: day(1), errorName: 'ForbiddenError' },
      }),
      { severity: 'warning', field: 'ForbiddenError', since: day(1) },
    ],
    [
      'PENDING_TOO_LONG',
      findAt(8, played(content([main, { ...other, ...UNCONFIRMED }]))),
      { severity: 'warning', sender: 'other@shop.example', since: day(1) },
    ],
    [
      'SAME_ACCOUNT_TWICE',
      findAt(5, healthy, {
        twins: [
          { account: 'copy', connectedAt: day(3) },
          { account: 'later', connectedAt: day(4) },
        ],
      }),
      { severity: 'warning', field: 'copy, later', since: day(3) },
    ],
    [
      'NEW_SENDER',
      findAt(3, played(content([main]), content([main, other]))),
      { severity: 'info', sender: 'other@shop.example', since: day(2) },
    ],
    [
      'FREE_MAIL_SENDER',
      findAt(
        1,
        played(content([main, senderOf('Shop@Gmail.com', { email_id: 9, confirm_time: day(1) })])),
      ),
      { severity: 'info', sender: 'Shop@Gmail.com', since: day(1) },
    ],
    [
      'CONFIRMED_WITHOUT_CLICK',
      findAt(1, played(content([main, { ...other, confirm_source_type: 'FORCEVERIFY' }]))),
      { severity: 'info', field: 'FORCEVERIFY' },
    ],
    [
      'SENDER_UNCONFIRMED',
      findAt(7, played(content([main, { ...other, ...UNCONFIRMED }]))),
      { severity: 'info', sender: 'other@shop.example', since: day(1) },
    ],
  ];

  it.each(raised)('name %s', (code, findings, expected) => {
    const finding = findings.find((one) => one.code === code);

    expect(finding).toMatchObject({
      code,
      ...expected,
      remedy: expect.stringMatching(/^[A-Z].*\.$/),
    });
  });

  it('are all told of in a story of their own', () => {
    expect(new Set(raised.map(([code]) => code))).toEqual(new Set(FINDING_CODES));
  });

  const quiet: [FindingCode, FindingCode[]][] = [
    ['NO_CONFIRMED_SENDER', codesAt(2, played(content([main, other]), content([main])))],
    [
      'PHYSICAL_ADDRESS_MISSING',
      codesAt(1, played(content([main], { physicalAddress: { ...COMPLETE, country_code: 'US' } }))),
    ],
    ['SAME_ACCOUNT_TWICE', codesAt(1, healthy, { twins: [] })],
    [
      'PHYSICAL_ADDRESS_INCOMPLETE',
      codesAt(
        1,
        played(
          content([main], {
            physicalAddress: {
              ...COMPLETE,
              country_code: 'us',
              state_code: 'MA',
              postal_code: '1',
            },
          }),
        ),
      ),
    ],
    ['SENDER_LOST', codesAt(33, played(content([main, other]), content([main])))],
    [
      'SENDER_LOST',
      codesAt(3, played(content([main, other]), content([main]), content([main, other]))),
    ],
    [
      'ROLE_UNCONFIRMED',
      codesAt(1, played(content([main, { ...other, ...UNCONFIRMED, roles: ['OTHER'] }]))),
    ],
    [
      'CONTACT_NOT_CONFIRMED',
      codesAt(1, played(content([main], { summary: { contact_email: 'MAIN@shop.example' } }))),
    ],
    [
      'CHECK_STALE',
      findAt(1, healthy, { atMs: Date.parse(day(1)) + 26 * 60 * 60 * 1000 }).map(
        ({ code }) => code,
      ),
    ],
    [
      'LAST_RUN_FAILED',
      codesAt(1, healthy, { lastRun: { outcome: 'deferred', checkStartedAt: day(1) } }),
    ],
    ['PENDING_TOO_LONG', codesAt(7, played(content([main, { ...other, ...UNCONFIRMED }])))],
    ['NEW_SENDER', codesAt(10, played(content([main]), content([main, other])))],
    ['NEW_SENDER', codesAt(1, played(content([main, other])))],
    ['FREE_MAIL_SENDER', codesAt(1, played(content([senderOf('x@example.com')])))],
    [
      'FREE_MAIL_SENDER',
      codesAt(1, played(content([main, senderOf('x@gmail.com.shop.example', { email_id: 9 })]))),
    ],
    [
      'CONFIRMED_WITHOUT_CLICK',
      codesAt(1, played(content([main, { ...other, confirm_source_type: 'SITE_OWNER' }]))),
    ],
    ['SENDER_UNCONFIRMED', codesAt(8, played(content([main, { ...other, ...UNCONFIRMED }])))],
  ];

  it.each(quiet)('do not name %s where it is not so (%#)', (code, codes) => {
    expect(codes).not.toContain(code);
  });

  it('are all told of in a story without them', () => {
    expect(new Set(quiet.map(([code]) => code))).toEqual(new Set(FINDING_CODES));
  });

  it.each([
    [
      { requestedBy: 'crm' },
      'Nothing to do: it was added through update, asked by crm (request r-1).',
    ],
    [{}, 'Nothing to do: it was added through update (request r-1).'],
  ])(
    'name who had a new sender added by us, and take it for no intruder: %j',
    (requester, remedy) => {
      const observe = (n: number, senders: Sender[]) => ({
        content: content(senders),
        features: [],
        checkStartedAt: day(n),
      });
      const origin = { by: 'ours', requestId: 'r-1', ...requester } as const;
      const added = nextSnapshot(healthy, observe(2, [main, other, third]), () => origin);
      const confirmed =
        added && nextSnapshot(added, observe(3, [main, other, { ...third, roles: ['OTHER'] }]));

      const news = findAt(3, confirmed).filter(({ code }) => code === 'NEW_SENDER');

      expect(news).toMatchObject([
        {
          sender: 'third@shop.example',
          severity: 'info',
          since: day(2),
          remedy,
        },
      ]);
    },
  );

  it('stand with the worst first, and those as bad in one order', () => {
    const named = { ...other, roles: ['CONTACT'] };
    const bad = played(
      content([main, named]),
      content(
        [
          { ...main, ...UNCONFIRMED },
          { ...named, ...UNCONFIRMED },
        ],
        { physicalAddress: null },
      ),
    );

    const findings = findAt(20, bad, {
      checkedAt: day(2),
      lastRun: { outcome: 'failed', checkStartedAt: day(3) },
      twins: [{ account: 'copy', connectedAt: day(1) }],
    });

    expect(findings.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      'critical NO_CONFIRMED_SENDER',
      'critical PHYSICAL_ADDRESS_MISSING',
      'critical SENDER_LOST',
      'warning SENDER_LOST',
      'warning ROLE_UNCONFIRMED',
      'warning CHECK_STALE',
      'warning LAST_RUN_FAILED',
      'warning PENDING_TOO_LONG',
      'warning PENDING_TOO_LONG',
      'warning SAME_ACCOUNT_TWICE',
    ]);
  });

  it.each([
    ['a loss thirty days', 'SENDER_LOST', 32, played(content([main, other]), content([main]))],
    ['a new sender seven days', 'NEW_SENDER', 9, played(content([main]), content([main, other]))],
  ] as const)('name %s long, to the day', (_, code, lastDay, snapshot) => {
    expect(codesAt(lastDay, snapshot)).toContain(code);
    expect(codesAt(lastDay + 1, snapshot)).not.toContain(code);
  });

  it('take the later of two connections as the time since when an account is checked twice', () => {
    const twins = [
      { account: 'late', connectedAt: day(4) },
      { account: 'early', connectedAt: day(2) },
    ];
    const since = (connectedAt: string | null) =>
      findAt(5, healthy, { twins, connectedAt })[0]?.since;

    expect([since(day(1)), since(day(3)), since(null)]).toEqual([day(2), day(3), day(2)]);
  });

  it("take the vendor's own time of a confirmation where it tells one", () => {
    const free = senderOf('shop@gmail.com', { email_id: 9 });

    const told = findAt(1, played(content([main, { ...free, confirm_time: day(0) }])));
    const untold = findAt(1, played(content([main, free])));

    expect([told[0]?.since, untold[0]?.since]).toEqual([day(0), day(1)]);
  });

  it('send people to the page of the vendor for what its API cannot do', () => {
    const [finding] = findAt(1, played(content([{ ...main, ...UNCONFIRMED }])));

    expect(finding?.remedy).toContain("on Constant Contact's own page of account emails");
  });

  it('say nothing of an error that a failed run did not name', () => {
    const lastRun = { outcome: 'failed', checkStartedAt: day(1) };

    expect(findAt(1, healthy, { lastRun })[0]).not.toHaveProperty('field');
  });
});

describe('the verdict', () => {
  it('is canSend for a healthy account', () => {
    expect(judgeFindings(findAt(1, healthy))).toEqual({ verdict: 'canSend', reasons: [] });
  });

  it('names what keeps an account from sending', () => {
    const bad = played(content([{ ...main, ...UNCONFIRMED }], { physicalAddress: null }));

    expect(judgeFindings(findAt(1, bad))).toEqual({
      verdict: 'cannotSend',
      reasons: ['NO_CONFIRMED_SENDER', 'PHYSICAL_ADDRESS_MISSING'],
    });
  });

  it('is unknown when the check is stale, whatever was true then', () => {
    expect(judgeFindings(findAt(9, healthy, { checkedAt: day(1) }))).toEqual({
      verdict: 'unknown',
      reasons: ['CHECK_STALE'],
    });
    expect(judgeFindings(findAt(9, null, { checkedAt: null })).verdict).toBe('unknown');
  });

  it('names the whole of what is missing from an address, and from totals that were never written', () => {
    const partial = played(content([main], { physicalAddress: { city: 'Paris' } }));

    expect(judgeFindings(findAt(1, partial)).reasons).toEqual(['PHYSICAL_ADDRESS_INCOMPLETE']);
    expect(judgeTotals({}, false).reasons).toEqual([
      'NO_CONFIRMED_SENDER',
      'PHYSICAL_ADDRESS_MISSING',
    ]);
  });

  const confirmed = { confirmed: 1, unconfirmed: 0, other: 0 };

  it.each([
    [{ senders: confirmed, addressState: 'complete' }, 'canSend', []],
    [
      { senders: { ...confirmed, confirmed: 0 }, addressState: 'complete' },
      'cannotSend',
      ['NO_CONFIRMED_SENDER'],
    ],
    [
      { senders: confirmed, addressState: 'incomplete' },
      'cannotSend',
      ['PHYSICAL_ADDRESS_INCOMPLETE'],
    ],
    [{ senders: confirmed, addressState: 'missing' }, 'cannotSend', ['PHYSICAL_ADDRESS_MISSING']],
  ] as const)('by totals alone: %j is %s', (totals, verdict, reasons) => {
    expect(judgeTotals(totals, false)).toEqual({ verdict, reasons });
    expect(judgeTotals(totals, true)).toEqual({ verdict: 'unknown', reasons: ['CHECK_STALE'] });
  });
});
