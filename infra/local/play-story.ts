import { randomUUID } from 'node:crypto';
import type { AssessedChange } from '../../lambda/account/change.ts';
import type { Snapshot } from '../../lambda/account/snapshot.ts';
import { createConstantContact } from '../../lambda/constant-contact/client.ts';
import { createPace } from '../../lambda/constant-contact/pace.ts';
import { openTokens, secretNameOf } from '../../lambda/credentials/tokens.ts';
import {
  DEFAULT_PENDING_TOO_LONG_DAYS,
  SYNC_BURST,
  SYNC_SPACING_MS,
  TRIGGER,
} from '../../lambda/shared/contract.ts';
import { putEvents } from '../../lambda/shared/events.ts';
import { listHeaders } from '../../lambda/store/headers.ts';
import { readSnapshot } from '../../lambda/store/snapshots.ts';
import type { Table } from '../../lambda/store/table.ts';
import type { Dependencies } from '../../lambda/sync/dependencies.ts';
import { type SyncResult, syncAccount } from '../../lambda/sync/sync-account.ts';
import { type Announcement, toAnnouncements } from './announcements.ts';
import { createSandbox, type Sandbox } from './sandbox/sandbox.ts';
import { exampleAccount } from './sandbox/seeds.ts';
import { type Services, storeSecret, withServices } from './services.ts';
import { type Chapter, castStory } from './story.ts';
import { createStoryClock, type StoryClock } from './story-clock.ts';

/** The alias under which the story's account is kept. */
export const STORY_ACCOUNT = 'story';

const ACCOUNT_ID = exampleAccount().summary.encoded_account_id;

const DAY_MS = 24 * 60 * 60 * 1000;

/** The first night, at the hour of the nightly schedule; fixed, so that every telling is the same. */
const FIRST_NIGHT_MS = Date.parse('2026-09-01T02:15:00.000Z');

/** People act on the account this long before the night that finds it. */
const EDIT_LEAD_MS = 9 * 60 * 60 * 1000;

export interface StoryNight {
  /** 1, 2, 3 … */
  night: number;
  /** When it was due, ISO 8601. */
  scheduledTime: string;
  /** What happened to the account since the night before, or to Constant Contact. */
  title?: string;
  outcome: SyncResult['outcome'];
  snapshot: number | null;
  requests: number;
  changes: AssessedChange[];
  /** What the night mailed. */
  announcements: Announcement[];
  errorName?: string;
}

export interface PlayedStory {
  nights: StoryNight[];
  /** All snapshots, oldest first, read back from the database. */
  history: Snapshot[];
}

/**
 * Plays the story over so many nights: the sync code itself, on a clock of its own, against the sandbox and the embedded
 * services on `folder` (in memory without one), which must be empty.
 */
export async function playStory(options: {
  nights: number;
  folder?: string;
  onNight?: (night: StoryNight) => void;
}): Promise<PlayedStory> {
  const { nights, folder, onNight = () => undefined } = options;
  const clock = createStoryClock(FIRST_NIGHT_MS);
  const sandbox = await createSandbox({ clock, accounts: [exampleAccount()] });
  try {
    return await withServices({ clock, ...(folder && { folder }) }, async (services) => {
      const deps = await connect(services, sandbox, clock);
      const played: StoryNight[] = [];
      for (const [index, chapter] of [undefined, ...castStory(nights)].entries()) {
        const night = await playNight({ deps, services, sandbox, clock, index, chapter });
        played.push(night);
        onNight(night);
      }
      return { nights: played, history: await readHistory(services.table) };
    });
  } finally {
    await sandbox.close();
  }
}

async function connect(
  services: Services,
  sandbox: Sandbox,
  clock: StoryClock,
): Promise<Dependencies> {
  const { table, secrets, eventBridge } = services;
  const token = sandbox.issueToken(ACCOUNT_ID, { expiresAtMs: Number.MAX_SAFE_INTEGER });
  const name = secretNameOf(STORY_ACCOUNT);
  await storeSecret(secrets, name, JSON.stringify({ access_token: token }));
  return {
    table,
    tokens: openTokens({ secrets, clock }),
    constantContact: createConstantContact({
      apiUrl: sandbox.apiUrl,
      pace: createPace({ spacingMs: SYNC_SPACING_MS, burst: SYNC_BURST, clock }),
      clock,
      random: Math.random,
    }),
    clock,
    log: { info: () => undefined, error: () => undefined },
    putEvents: (events) => putEvents(eventBridge, events),
    emitMetrics: () => undefined,
    requestSpacingMs: SYNC_SPACING_MS,
    pendingTooLongDays: DEFAULT_PENDING_TOO_LONG_DAYS,
    newRunId: randomUUID,
  };
}

async function playNight(scene: {
  deps: Dependencies;
  services: Services;
  sandbox: Sandbox;
  clock: StoryClock;
  index: number;
  chapter: Chapter | undefined;
}): Promise<StoryNight> {
  const { deps, services, sandbox, clock, index, chapter } = scene;
  const dueMs = FIRST_NIGHT_MS + index * DAY_MS;
  const account = sandbox.accounts.get(ACCOUNT_ID);
  if (account) chapter?.edit?.(account, new Date(dueMs - EDIT_LEAD_MS).toISOString());
  sandbox.play(chapter?.faults ?? []);
  clock.moveTo(dueMs);
  const scheduledTime = new Date(dueMs).toISOString();
  const request = { account: STORY_ACCOUNT, trigger: TRIGGER.schedule, scheduledTime };
  const before = services.events.length;
  const result = await syncAccount(deps, request);
  sandbox.clearFaults();
  const { outcome, snapshot, requests, changes } = result;
  return {
    night: index + 1,
    scheduledTime,
    ...(chapter && { title: chapter.title }),
    outcome,
    snapshot,
    requests,
    changes,
    announcements: toAnnouncements(services.events.slice(before)),
    ...('error' in result && { errorName: result.error.name }),
  };
}

async function readHistory(table: Table): Promise<Snapshot[]> {
  const headers = await Array.fromAsync(listHeaders(table, STORY_ACCOUNT));
  return Promise.all(
    headers.toReversed().map((header) => readSnapshot(table, STORY_ACCOUNT, header)),
  );
}
