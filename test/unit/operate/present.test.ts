import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../infra/local/style.ts';
import { formatAnswer } from '../../../infra/operate/format-answer.ts';
import type { Audited } from '../../../infra/operate/run-audit.ts';
import { findingOf } from '../../../lambda/account/finding.ts';
import { toAudited, toLine, toReply } from './audited.ts';

const SOURCE = 'Read table account-sync in .local, 2026-11-01 02:15 UTC';

function present(accounts: Audited['accounts'], source = SOURCE): string {
  return formatAnswer({ audited: toReply(accounts), source }, 'table', PLAIN);
}

function widthOf(text: string): number {
  return Math.max(...text.split('\n').map((line) => [...line].length));
}

/** What a reader sees, without the breaks of lines. */
function flatten(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

describe('the table of all accounts', () => {
  it('says first which table was read', () => {
    expect(present([toLine()]).split('\n')[0]).toBe(SOURCE);
  });

  it('has a row for each account with its verdict, its check and the reasons', () => {
    const text = present([
      toLine(),
      toLine({ account: 'b', verdict: 'unknown', checkedAt: null, reasons: ['CHECK_STALE'] }),
    ]);

    expect(text).toMatch(/^ {2}b +unknown +never +CHECK_STALE$/m);
    expect(text).toMatch(/^ {2}main +can send +2026-11-01 02:15 UTC$/m);
  });

  it('puts first what cannot send, then what is unknown, each by the oldest check', () => {
    const text = present([
      toLine({ account: 'd' }),
      toLine({ account: 'c', verdict: 'unknown' }),
      toLine({ account: 'b', verdict: 'unknown', checkedAt: null }),
      toLine({ account: 'a', verdict: 'cannotSend' }),
    ]);

    const aliases = [...text.matchAll(/^ {2}([a-d]) /gm)].map(([, alias]) => alias);
    expect(aliases).toEqual(['a', 'b', 'c', 'd']);
  });

  it('says how many it leaves out', () => {
    const lines = Array.from({ length: 4_800 }, (_, index) => toLine({ account: `a${index}` }));

    expect(present(lines)).toContain('… and 4,700 more accounts: --format csv has all.');
  });

  it('fits 80 columns whatever the names', () => {
    const long = toLine({
      account: 'a'.repeat(40),
      verdict: 'cannotSend',
      reasons: ['NO_CONFIRMED_SENDER', 'PHYSICAL_ADDRESS_INCOMPLETE'],
    });

    expect(widthOf(present([long], `Read table t in ${'/long'.repeat(40)}`))).toBeLessThanOrEqual(
      80,
    );
  });
});

describe('the table of one account', () => {
  it('shows what every list of the reply says', () => {
    const account = toAudited();

    const text = flatten(present([account]));

    for (const { code, remedy } of account.findings) {
      expect(text).toContain(code);
      expect(text).toContain(remedy);
    }
    expect(text).toContain('a@x.test unconfirmed 2026-10-01 BILLING CONTACT');
    expect(text).toContain('b@x.test confirmed 2020-01-01');
    expect(text).toContain(
      'organization_name Old "Co", Ltd → InstaPrinz. (by update, asked by billing)',
    );
    expect(text).toContain('2026-11-01 02:15 UTC failed UpstreamUnavailableError');
  });

  it('fits 80 columns whatever people have written', () => {
    const long = 'x'.repeat(200);
    const [sender] = toAudited().senders;
    const account = toAudited({
      account: 'a'.repeat(40),
      organization: long,
      accountId: long,
      findings: [findingOf('ROLE_UNCONFIRMED', null, { sender: long, field: long })],
      senders: sender
        ? [{ ...sender, email_address: long, roles: [long], confirm_status: long }]
        : [],
    });

    expect(widthOf(present([account]))).toBeLessThanOrEqual(80);
  });

  it('takes what would steer a terminal out of what people have written', () => {
    const text = present([
      toAudited({
        organization: 'a\u001b[2Jb\u202ec',
        findings: [
          findingOf('SENDER_LOST', null, { sender: 'x\u001b]0;y\u0007' }),
          findingOf('NEW_SENDER', null, { remedy: 'Asked by a\u001b[2Jb.' }),
        ],
      }),
    ]);

    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
  });

  it('says when there is nothing to say', () => {
    const text = present([toAudited({ findings: [], senders: [], changes: [], runs: [] })]);

    expect(text).toContain('Findings  none');
    expect(text).toContain('Changes  none in this period');
  });
});
