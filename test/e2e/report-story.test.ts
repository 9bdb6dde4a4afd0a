import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type PlayedStory, playStory, STORY_ACCOUNT } from '../../infra/local/play-story.ts';
import { withServices } from '../../infra/local/services.ts';
import { toHtmlReport } from '../../infra/operate/report/html-report.ts';
import { listMissedNights } from '../../infra/operate/report/nights.ts';
import { tellSenders } from '../../infra/operate/report/sender-story.ts';
import { isConfirmed } from '../../lambda/account/diff.ts';
import { senderKey } from '../../lambda/account/normalise.ts';
import { audit } from '../../lambda/audit/audit.ts';
import type { AuditedAccount, AuditReply } from '../../lambda/audit/reply.ts';
import { createFakeClock } from '../support/fake-clock.ts';

const LIMITS = { staleAfterHours: 26, pendingTooLongDays: 7 };

const HOUR_MS = 60 * 60 * 1000;

let story: PlayedStory;
let reply: Extract<AuditReply, { ok: true }>;
let account: AuditedAccount;
let period: { since: string; at: string };

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'report-story-'));
  try {
    story = await playStory({ nights: 60, folder });
    period = findPeriod(story);
    reply = await withServices({ folder }, async ({ table }) => askInDepth(table));
    account = reply.accounts[0] as AuditedAccount;
  } finally {
    await rm(folder, { recursive: true });
  }
});

describe('the report of a story of 60 nights', () => {
  it('shows on every night with a good check the senders that its snapshot holds', () => {
    const told = goodNights().map(({ scheduledTime }) => tellAt(Date.parse(scheduledTime)));

    const kept = goodNights().map(({ snapshot }) => {
      const senders = story.history[(snapshot ?? 0) - 1]?.body.content.senders ?? [];
      return senders
        .map((one) => `${senderKey(one)} ${isConfirmed(one) ? 'confirmed' : 'unconfirmed'}`)
        .sort();
    });
    expect(kept).toHaveLength(58);
    expect(told).toEqual(kept);
  });

  it('lists as missed exactly the nights that failed or were put off', () => {
    const missed = listMissedNights(account, { ...toSpan(), ...LIMITS });

    const troubled = story.nights.filter(({ outcome }) => !isGood(outcome));
    expect(missed.map(({ what, fromMs }) => [what, toDay(fromMs)])).toEqual(
      troubled.toReversed().map((one) => [one.outcome, one.scheduledTime.slice(0, 10)]),
    );
  });

  it('marks every change of a sender, each once', () => {
    const page = toHtmlReport({
      ...{ generatedAt: period.at, source: 'a story', totals: reply.totals, period },
      ...{ lines: reply.accounts, accounts: [account] },
    });

    const ofSenders = story.history
      .flatMap(({ body }) => body.changes)
      .filter(({ emailAddress }) => emailAddress !== undefined);
    expect(page.match(/class="mark /g)).toHaveLength(ofSenders.length);
    expect(ofSenders.length).toBeGreaterThan(5);
  });
});

async function askInDepth(
  table: Parameters<typeof audit>[0]['table'],
): Promise<Extract<AuditReply, { ok: true }>> {
  const clock = createFakeClock(period.at);
  const request = { schemaVersion: 1, account: STORY_ACCOUNT, since: period.since };
  const answer = await audit({ table, clock, limits: LIMITS }, request);
  if (!answer.ok) throw new Error(answer.error.message);
  return answer;
}

/** From before the first night until the morning after the last. */
function findPeriod({ nights }: PlayedStory): { since: string; at: string } {
  const shift = (time: string, hours: number) =>
    new Date(Date.parse(time) + hours * HOUR_MS).toISOString();
  return {
    since: shift(nights[0]?.scheduledTime ?? '', -1),
    at: shift(nights.at(-1)?.scheduledTime ?? '', 6),
  };
}

function goodNights(): PlayedStory['nights'] {
  return story.nights.filter(({ outcome }) => isGood(outcome));
}

function isGood(outcome: string): boolean {
  return outcome === 'changed' || outcome === 'unchanged';
}

function toSpan(): { fromMs: number; toMs: number; keptFromMs: number } {
  return { fromMs: Date.parse(period.since), toMs: Date.parse(period.at), keptFromMs: 0 };
}

function toDay(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}

/** The senders that the timelines show an hour after a check, with their states. */
function tellAt(checkMs: number): string[] {
  const atMs = checkMs + HOUR_MS;
  return tellSenders(account, { ...toSpan(), ...LIMITS }).flatMap(({ address, segments }) => {
    const segment = segments.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs);
    return segment && segment.state !== 'absent' && segment.state !== 'gone'
      ? [`${address.toLowerCase()} ${segment.state}`]
      : [];
  });
}
