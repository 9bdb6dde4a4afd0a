import { createHash } from 'node:crypto';
import { open, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../lambda/shared/sha256.ts';
import { listHeaders } from '../../lambda/store/headers.ts';
import type { StoredHeader } from '../../lambda/store/items.ts';
import { listRuns } from '../../lambda/store/runs.ts';
import { readSnapshot } from '../../lambda/store/snapshots.ts';
import type { Table } from '../../lambda/store/table.ts';
import { listUpdates } from '../../lambda/store/updates.ts';
import { makeFolder } from '../local/make-folder.ts';
import { RefusedError, UnwritableError } from './errors.ts';

/** Addresses and names of people stand in these files. */
const MODE = { file: 0o600, folder: 0o700 } as const;

/** What is asked for; times are ISO 8601 UTC with milliseconds. */
export interface EvidenceRequest {
  folder: string;
  account: string;
  since: string;
  asOf: string;
  /** Which table it comes from, for people. */
  source: string;
  nowMs: number;
}

interface WrittenFile {
  name: string;
  sha256: string;
  bytes: number;
  lines: number;
}

/** What was written, and the sum of the manifest itself: who keeps it elsewhere can tell later changes. */
export interface WrittenEvidence {
  files: WrittenFile[];
  manifestSha256: string;
}

/**
 * Writes what the table holds of an account's period as JSON Lines, oldest first, and then a manifest of their SHA-256
 * sums; without a manifest the evidence is not complete. The snapshot that was true when the period began is the first
 * one. Throws RefusedError for a folder that is not empty and UnwritableError.
 */
export async function writeEvidence(
  table: Table,
  { folder, account, source, nowMs, since, asOf }: EvidenceRequest,
): Promise<WrittenEvidence> {
  await claimEmpty(folder);
  const period = { since, until: asOf };
  const files = [
    await writeLines(folder, 'snapshots.jsonl', readSnapshots(table, account, { since, asOf })),
    await writeLines(folder, 'runs.jsonl', readRuns(table, account, { ...period, nowMs })),
    await writeLines(folder, 'updates.jsonl', oldestFirst(listUpdates(table, account, period))),
  ];
  const manifest = {
    formatVersion: 1,
    account,
    period: { since, asOf },
    source,
    generatedAt: new Date(nowMs).toISOString(),
    files,
  };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await write(join(folder, 'manifest.json'), text);
  return { files, manifestSha256: sha256(text) };
}

async function claimEmpty(folder: string): Promise<void> {
  const names = await makeFolder(folder, MODE.folder)
    .then(() => readdir(folder))
    .catch((cause: unknown) => {
      throw new UnwritableError(folder, cause);
    });
  if (names.length === 0) return;
  throw new RefusedError(`${folder} is not empty: evidence goes into a folder of its own.`);
}

async function* readSnapshots(
  table: Table,
  account: string,
  { since, asOf }: { since: string; asOf: string },
): AsyncGenerator<object> {
  for (const header of await listPeriod(table, account, since, asOf)) {
    const { number, checkStartedAt, accountId, contentHash, settledAt, contentKeys } = header;
    const { body } = await readSnapshot(table, account, header);
    const tracks = [...body.tracks].map(([emailId, track]) => ({ emailId, ...track }));
    yield {
      ...{ snapshot: number, checkStartedAt, accountId, contentHash, settledAt, contentKeys },
      ...{ ...body, tracks },
    };
  }
}

/** Headers of the period and the one before it, oldest first; headers are small, so all fit. */
async function listPeriod(
  table: Table,
  account: string,
  since: string,
  asOf: string,
): Promise<StoredHeader[]> {
  const found: StoredHeader[] = [];
  for await (const header of listHeaders(table, account)) {
    if (header.checkStartedAt > asOf) continue;
    found.unshift(header);
    if (header.checkStartedAt <= since) break;
  }
  return found;
}

async function* readRuns(
  table: Table,
  account: string,
  period: { since: string; until: string; nowMs: number },
): AsyncGenerator<object> {
  for await (const { expiresAt: _, ...run } of oldestFirst(listRuns(table, account, period))) {
    yield run;
  }
}

async function* oldestFirst<T>(newestFirst: AsyncIterable<T>): AsyncGenerator<T> {
  yield* (await Array.fromAsync(newestFirst)).reverse();
}

async function writeLines(
  folder: string,
  name: string,
  entries: AsyncIterable<object>,
): Promise<WrittenFile> {
  const path = join(folder, name);
  const hash = createHash('sha256');
  const written = { bytes: 0, lines: 0 };
  const file = await open(path, 'wx', MODE.file).catch((cause: unknown) => {
    throw new UnwritableError(path, cause);
  });
  try {
    for await (const entry of entries) {
      const line = Buffer.from(`${JSON.stringify(entry)}\n`);
      await file.appendFile(line);
      hash.update(line);
      written.bytes += line.length;
      written.lines += 1;
    }
  } finally {
    await file.close();
  }
  return { name, sha256: hash.digest('hex'), ...written };
}

async function write(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: MODE.file, flag: 'wx' }).catch((cause: unknown) => {
    throw new UnwritableError(path, cause);
  });
}
