import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { storyFolderOf } from '../../infra/local/folders.ts';
import { playStory } from '../../infra/local/play-story.ts';
import { PLAIN } from '../../infra/local/style.ts';
import { answerAudit } from '../../infra/operate/answer-audit.ts';
import { describeAddress } from '../../infra/operate/documents.ts';
import { formatAnswer } from '../../infra/operate/format-answer.ts';
import { readPeriod } from '../../infra/operate/period.ts';
import { withSources } from '../../infra/operate/source.ts';
import type { AuditedAccount } from '../../lambda/audit/reply.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { parseRecords } from '../support/parse-csv.ts';
import { runCommand } from '../support/run-command.ts';

let parent = '';
let folder = '';

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'operate-audit-'));
  folder = join(parent, '.local');
  await playStory({ nights: 20, folder: storyFolderOf(folder) });
}, 60_000);

afterAll(() => rm(parent, { recursive: true }));

/** A moment at which the runs of the story are still kept; the commands themselves have the real clock. */
const clock = createFakeClock('2026-11-01T00:00:00.000Z');

/** What the command does between its options and its output. */
async function auditStory(
  format: 'json' | 'csv' | 'table' | 'html',
  { asOf, since }: { asOf: string; since: string } = ENDED,
): Promise<string> {
  const options = { account: 'story', format, asOf, since };
  const period = readPeriod(options, clock.now());
  const answer = await withSources({ folder }, 'story', (sources) =>
    answerAudit(sources, options, { period, clock }),
  );
  return formatAnswer(answer, format, PLAIN);
}

async function readReply(times = ENDED): Promise<{ account: AuditedAccount }> {
  const { accounts } = JSON.parse(await auditStory('json', times));
  return { account: accounts[0] };
}

const ENDED = { asOf: '2026-09-20', since: '2026-09-01' };

describe('the answer of an audit', () => {
  it('is the reply of audit as JSON, without a cursor', async () => {
    const reply = JSON.parse(await auditStory('json'));

    expect(reply).toMatchObject({ schemaVersion: 1, ok: true, totals: { accounts: 1 } });
    expect(reply).not.toHaveProperty('cursor');
    expect(reply.accounts[0].runs).toHaveLength(20);
    expect(reply.accounts[0]).toMatchObject({ account: 'story', verdict: 'canSend', snapshot: 8 });
  });

  it('is the same as CSV', async () => {
    const { account } = await readReply();

    const records = parseRecords(await auditStory('csv'));

    const column = (record: string, name: string) =>
      records.filter((row) => row['record'] === record).map((row) => row[name]);
    expect(column('account', 'verdict')).toEqual([account.verdict]);
    expect(column('summary', 'website')).toEqual([account.summary?.website]);
    expect(column('physicalAddress', 'city')).toEqual([account.physicalAddress?.city]);
    expect(column('finding', 'code')).toEqual(account.findings.map(({ code }) => code));
    expect(column('finding', 'remedy')).toEqual(account.findings.map(({ remedy }) => remedy));
    expect(column('sender', 'email_address')).toEqual(
      account.senders.map(({ email_address }) => email_address),
    );
    expect(column('change', 'kind')).toEqual(account.changes.map(({ kind }) => kind));
    expect(column('run', 'runId')).toEqual(account.runs.map(({ runId }) => runId));
  });

  it('is the same as a table that begins with what was read, within 80 columns', async () => {
    const { account } = await readReply();

    const text = await auditStory('table');

    const flat = text.replaceAll(/\s+/g, ' ');
    expect(flat).toMatch(/^Read table account-sync in \S+story, as of 2026-09-20 23:59 UTC /);
    for (const { code, sender = '' } of account.findings)
      expect(flat).toContain(`${code} ${sender}`);
    for (const { email_address } of account.senders) expect(flat).toContain(email_address);
    for (const line of describeAddress(account.physicalAddress ?? {})) expect(flat).toContain(line);
    expect(flat).toContain(`Findings ${account.findings.length} findings`);
    expect(flat).toContain(`Changes ${account.changes.length} changes`);
    expect(flat).toContain('Runs 18 of 20 runs good');
    expect(text.split('\n').filter((line) => [...line].length > 80)).toEqual([]);
  });

  it('is the same as a page', async () => {
    const { account } = await readReply();

    const page = await auditStory('html');

    expect(page).toMatch(/^<!doctype html>/);
    for (const { email_address } of account.senders) expect(page).toContain(email_address);
    for (const line of describeAddress(account.physicalAddress ?? {})) expect(page).toContain(line);
    for (const { code } of account.findings) expect(page).toContain(code);
  });

  it('reads the account items once for lines and accounts in depth', async () => {
    const { partitions, html } = await withSources({ folder }, undefined, async (sources) => {
      const send = vi.spyOn(DynamoDBClient.prototype, 'send');
      const times = { clock, period: readPeriod({}, clock.now()) };
      const { html = '' } = await answerAudit(sources, { format: 'html' }, times);
      const inputs = send.mock.calls.map(([{ input }]) => input as Partial<QueryCommandInput>);
      send.mockRestore();
      const values = inputs.map((input) => input.ExpressionAttributeValues?.[':pk']?.S);
      return { html, partitions: values.filter((value) => value !== undefined) };
    });

    expect(partitions.filter((partition) => partition === 'ACCOUNTS')).toHaveLength(1);
    expect(partitions).toContain('ACCOUNT#story');
    expect(html).toContain('dlang@example.com');
  });

  it('says what was true at a time, and what had changed since another', async () => {
    const { account } = await readReply({ asOf: '2026-09-04T12:00Z', since: '2d' });

    expect(account.checkedAt).toBe('2026-09-04T02:15:00.000Z');
    expect(account.runs.map(({ checkStartedAt }) => checkStartedAt.slice(0, 10))).toEqual([
      '2026-09-04',
      '2026-09-03',
    ]);
  });
});

describe('npm run audit', () => {
  it('prints only the answer, and on standard error which table was read', async () => {
    const { code, stdout, stderr } = await runCommand('audit', [
      ...['--folder', folder, '--account', 'story', '--as-of', '2026-09-20', '--format', 'json'],
    ]);

    expect(code).toBe(0);
    expect(JSON.parse(stdout).accounts).toMatchObject([{ account: 'story', snapshot: 8 }]);
    expect(stderr).toMatch(/^Read table account-sync in .*story, as of 2026-09-20 23:59 UTC\n$/);
  });

  it('prints a table without colours where there is no terminal', async () => {
    const { stdout, stderr } = await runCommand('audit', ['--folder', folder]);

    expect(stderr).toBe('');
    expect(stdout).toMatch(/^Read table account-sync in /);
    expect(stdout).not.toContain('\u001b');
  });

  it('writes to a file instead', async () => {
    const out = join(parent, 'report.html');

    const args = ['--folder', folder, '--format', 'html', '--out', out];
    const { code, stdout, stderr } = await runCommand('audit', args);

    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain(`Wrote ${out}.`);
    expect(await readFile(out, 'utf8')).toMatch(/^<!doctype html>[\s\S]*dlang@example\.com/);
  });

  it('reads all tables of this machine without an account', async () => {
    const { code, stdout } = await runCommand('audit', ['--folder', folder, '--format', 'json']);

    expect(code).toBe(0);
    expect(JSON.parse(stdout).accounts).toMatchObject([{ account: 'story', verdict: 'unknown' }]);
  });

  it.each([
    [['--fail-on', 'critical'], 0],
    [['--fail-on', 'warning'], 2],
    [['--fail-on', 'warning', '--account', 'story'], 2],
    [['--fail-on', 'critical', '--account', 'story', '--as-of', '2026-09-20'], 0],
    // The night after the reply-to sender was deleted.
    [['--fail-on', 'critical', '--account', 'story', '--as-of', '2026-09-13'], 2],
  ])('ends with %j with %s', async (args, expected) => {
    const { code } = await runCommand('audit', ['--folder', folder, ...args]);

    expect(code).toBe(expected);
  });

  it.each([
    [['--account', 'nobody'], /^There is no table in .*: run "npm start" first/],
    [['--account', 'story', '--as-of', '2026-08-31'], /^Nothing is known of "story" at 2026-08-31/],
    [['--account', 'story', '--as-of', '2999-01-01'], /^--as-of 2999-01-01 is in the future/],
    [['--account', 'story', '--since', 'x'], /^--since "x" is no time/],
    [['--account', 'story', '--since', '2999-01-01'], /^--since 2999-01-01 is in the future/],
    [['--account', 'Story'], /^"Story" is no alias/],
    [['--as-of', '2026-09-20'], /^--as-of is for one account only/],
    [['--since', '7d'], /^--since is for one account only/],
    [['--evidence', 'x'], /^--evidence is for one account only/],
    [['--out', '/nonexistent/x'], /^\/nonexistent\/x cannot be written \(ENOENT\)/],
    [
      ['--account', 'story', '--evidence', '/dev/null/x'],
      /^\/dev\/null\/x cannot be written \(ENOTDIR\)/,
    ],
    [['--account', 'story', '--evidence', '/proc/x'], /^\/proc\/x cannot be written \(\w+\)/],
    [['--account', 'story', '--as-of', '0001-01-01'], /^--as-of 0001-01-01 is before 1970/],
    [['--format', 'xml'], /^error: option '--format <format>' argument 'xml' is invalid/],
    [['--fail-on', 'info'], /^error: option '--fail-on <severity>' argument 'info' is invalid/],
    [['--aws'], /^error: option '--aws' cannot be used with option '--folder/],
  ])('refuses %j with one sentence', async (args, sentence) => {
    const { code, stdout, stderr } = await runCommand('audit', ['--folder', folder, ...args]);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('refuses a folder in which nothing was kept', async () => {
    const { code, stderr } = await runCommand('audit', ['--folder', join(parent, 'none')]);

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^There is no table in .*none: run "npm start" first, or choose --aws\.\n$/,
    );
  });
});

describe('npm run forget on this machine', () => {
  it('refuses an account whose secret is there, and says what deletes all', async () => {
    const args = ['--folder', folder, '--account', 'story', '--yes', 'story'];
    const { code, stderr } = await runCommand('forget', args);

    expect(code).toBe(1);
    expect(stderr).toMatch(/^The account "story" is not retired, .*"npm start -- --reset" deletes/);
  });
});
