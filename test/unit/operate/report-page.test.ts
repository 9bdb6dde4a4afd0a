import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toHtmlReport } from '../../../infra/operate/report/html-report.ts';
import type { AccountLine, AuditedAccount } from '../../../lambda/audit/reply.ts';
import {
  eventfulAccount,
  madeAccount,
  madeChange,
  madeInput,
  madeSender,
} from '../../support/browser-reports.ts';

describe('toHtmlReport', () => {
  it('allows only the style sheet that it carries', () => {
    const page = toHtmlReport(madeInput([eventfulAccount()]));

    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    const [, styles = ''] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
    const hash = createHash('sha256').update(styles).digest('base64');
    expect(policy.replaceAll('&#39;', "'")).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
  });

  it('holds no script, no style attribute and no address to load from', () => {
    const page = toHtmlReport(madeInput([eventfulAccount(), madeAccount()]));

    expect(page).not.toMatch(/<script|<link|<img|<iframe|<[^>]+ (on\w+|style|src)=/i);
    expect(page.match(/href="(?!#)[^"]*"/g)).toBeNull();
  });

  it('tells the verdict, the findings with remedies, who made a change, and missed nights', () => {
    const text = toHtmlReport(madeInput([eventfulAccount()])).replace(/<[^>]+>/g, '');

    expect(text).toContain('Cannot send');
    expect(text).toContain('Complete the physical address (updatePhysicalAddress)');
    expect(text).toContain('billing-service, request req-7f3a');
    expect(text).toContain('GET /v3/account/emails answered 503 four times.');
  });

  it('gives every account in depth a place that its line links to, and each id once', () => {
    const page = toHtmlReport(madeInput([eventfulAccount(), madeAccount()]));

    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    const targets = [...page.matchAll(/(?:href="|url\()#([^")]+)/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
    expect(targets).toEqual(expect.arrayContaining(['account-1', 'account-2']));
  });

  it('is written for an account that was never checked with success', () => {
    const account = madeAccount({
      ...{ accountId: null, organization: null, verdict: 'unknown', reasons: ['CHECK_STALE'] },
      ...{ checkedAt: null, stale: true, snapshot: null, senders: [], runs: [] },
    });
    const { period: _, ...input } = madeInput([account]);

    const page = toHtmlReport(input);

    expect(page).toContain('It was never checked with success.');
    expect(page).not.toMatch(/NaN|Infinity|undefined|Invalid/);
  });

  it('says of an account whose checks are not kept any more what its snapshots tell', () => {
    const account = madeAccount({ verdict: 'unknown', reasons: ['CHECK_STALE'], stale: true });

    const page = toHtmlReport(madeInput([{ ...account, checkedAt: null, runs: [] }]));

    expect(page).toContain('only its snapshots tell what was true.');
    expect(page).toContain('<dd>not kept any more</dd>');
  });

  it('shows figures of all accounts only where it shows all accounts', () => {
    const of = (...accounts: AuditedAccount[]) => toHtmlReport(madeInput(accounts));

    expect(of(madeAccount())).not.toContain('class="figures"');
    expect(of(madeAccount(), eventfulAccount())).toContain('class="figures"');
    expect(of(madeAccount(), eventfulAccount())).not.toContain('worst verdicts');
  });

  it('says that there is no account', () => {
    expect(toHtmlReport(madeInput([]))).toContain('No account was ever checked here.');
  });

  it('stays under 1.5 MB with 1,000 senders and 300 changes', () => {
    const senders = Array.from({ length: 1000 }, (_, index) =>
      madeSender(`sender-${index}@example.com`, { email_id: index }),
    );
    const changes = senders.slice(0, 300).map(({ email_id, email_address }, index) =>
      madeChange(2 + (index % 28), {
        ...{ kind: 'SenderConfirmed', emailId: email_id, emailAddress: email_address },
        ...{ before: { confirm_status: 'UNCONFIRMED' }, after: { confirm_status: 'CONFIRMED' } },
      }),
    );

    const page = toHtmlReport(madeInput([madeAccount({ senders, changes })]));

    expect(page.length).toBeLessThan(1_500_000);
    expect(page.match(/role="img" aria-label="sender-/g)).toHaveLength(1000);
  });

  it('stays under 3 MB with 4,800 accounts', () => {
    const { senders: _, findings: _f, changes: _c, runs: _r, ...line } = madeAccount();
    const others: AccountLine[] = Array.from({ length: 4800 }, (_v, index) => ({
      ...line,
      account: `account-${index}`,
    }));

    const page = toHtmlReport(madeInput([], others));

    expect(page.length).toBeLessThan(3_000_000);
    expect(page.match(/<th scope="row">/g)).toHaveLength(4800);
  });
});
