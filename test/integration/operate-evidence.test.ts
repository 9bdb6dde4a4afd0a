import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeEvidence } from '../../infra/operate/evidence.ts';
import { putUpdate } from '../../lambda/store/updates.ts';
import { createSyncWorld, DAY_MS, type SyncWorld } from '../support/sync-world.ts';

let world: SyncWorld;
let parent = '';

beforeEach(async () => {
  world = await createSyncWorld();
  parent = await mkdtemp(join(tmpdir(), 'operate-evidence-'));
});

afterEach(async () => {
  await world.close();
  await rm(parent, { recursive: true });
});

/** Four nights from 1 November on, with a new phone number on the third, and an update on the second. */
async function playNights(): Promise<void> {
  for (const night of [1, 2, 3, 4]) {
    if (night === 3) world.account().summary['contact_phone'] = '555-0100';
    await world.syncOne();
    world.clock.advance(DAY_MS);
  }
  await putUpdate(world.deps.table, 'main', {
    at: '2026-11-02T10:00:00.000Z',
    requestId: 'r-1',
    requestedBy: 'billing',
    action: 'updateAccountSummary',
    written: { contact_phone: '555-0100' },
    outcome: 'applied',
  });
}

function write(since: string, asOf: string, folder = join(parent, 'evidence')) {
  const source = 'table account-sync in test';
  const request = { folder, account: 'main', since, asOf, source, nowMs: world.clock.now() };
  return writeEvidence(world.deps.table, request);
}

async function readLines(name: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(parent, 'evidence', name), 'utf8');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

it('holds what the table holds of the period, oldest first', async () => {
  await playNights();

  await write('2026-11-01T00:00:00.000Z', '2026-11-10T00:00:00.000Z');

  const snapshots = await readLines('snapshots.jsonl');
  const [first, second] = await world.snapshots();
  expect(snapshots.map(({ snapshot }) => snapshot)).toEqual([1, 2]);
  expect(snapshots.map(({ content }) => content)).toEqual([
    first?.body.content,
    second?.body.content,
  ]);
  expect(snapshots[1]?.['tracks']).toHaveLength(second?.body.tracks.size ?? 0);
  const days = (await readLines('runs.jsonl')).map(({ checkStartedAt }) =>
    String(checkStartedAt).slice(8, 10),
  );
  expect(days).toEqual(['01', '02', '03', '04']);
  expect(await readLines('updates.jsonl')).toMatchObject([{ requestId: 'r-1' }]);
});

it('begins with the snapshot that was true when the period began, and ends with it', async () => {
  await playNights();

  await write('2026-11-02T00:00:00.000Z', '2026-11-02T23:59:59.999Z');

  expect((await readLines('snapshots.jsonl')).map(({ snapshot }) => snapshot)).toEqual([1]);
  expect(await readLines('runs.jsonl')).toHaveLength(1);
});

it('has a manifest with the sums, sizes and counts of its files', async () => {
  await playNights();

  const { manifestSha256 } = await write('2026-11-01T00:00:00.000Z', '2026-11-10T00:00:00.000Z');

  const folder = join(parent, 'evidence');
  const text = await readFile(join(folder, 'manifest.json'));
  const manifest = JSON.parse(text.toString());
  expect(manifest).toMatchObject({
    formatVersion: 1,
    account: 'main',
    period: { since: '2026-11-01T00:00:00.000Z', asOf: '2026-11-10T00:00:00.000Z' },
    source: 'table account-sync in test',
    generatedAt: new Date(world.clock.now()).toISOString(),
  });
  expect(sha256(text)).toBe(manifestSha256);
  expect(manifest.files.map(({ name }: { name: string }) => name)).toEqual([
    'snapshots.jsonl',
    'runs.jsonl',
    'updates.jsonl',
  ]);
  for (const { name, sha256: sum, bytes, lines } of manifest.files) {
    const file = await readFile(join(folder, name));
    expect([sha256(file), file.length]).toEqual([sum, bytes]);
    expect(await readLines(name)).toHaveLength(lines);
  }
});

it('is for its owner alone, and holds no token', async () => {
  const token = await world.connect('main', String(world.account().summary['encoded_account_id']));
  await playNights();

  await write('2026-11-01T00:00:00.000Z', '2026-11-10T00:00:00.000Z');

  const folder = join(parent, 'evidence');
  for (const name of await readdir(folder)) {
    expect((await stat(join(folder, name))).mode & 0o077).toBe(0);
    const text = await readFile(join(folder, name), 'utf8');
    expect(text).not.toContain(token);
    expect(text).not.toMatch(/"confirm_source"/);
  }
});

it('refuses a folder in which anything lies, and leaves it as it was', async () => {
  await playNights();
  await writeFile(join(parent, 'other.txt'), 'mine');

  const writing = write('2026-11-01T00:00:00.000Z', '2026-11-10T00:00:00.000Z', parent);

  await expect(writing).rejects.toThrow(/is not empty: evidence goes into a folder of its own/);
  expect(await readdir(parent)).toEqual(['other.txt']);
});

it('refuses what is no folder', async () => {
  const file = join(parent, 'file');
  await writeFile(file, '');

  await expect(write('2026-11-01T00:00:00.000Z', '2026-11-02T00:00:00.000Z', file)).rejects.toThrow(
    /cannot be written \(EEXIST\)/,
  );
});

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
