import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { cutToBytes } from './cut-to-bytes.ts';
import { fromItem, runSchema, type StoredRun, toItem } from './items.ts';
import { partitionOf, runKey, SORT } from './keys.ts';
import { queryItems } from './query.ts';
import { request, type Table } from './table.ts';

/** How long runs are kept: a year of nights and a month to look back on it. */
export const RUN_LIFETIME_SECONDS = 400 * 24 * 60 * 60;

/** Texts of an error are cut to this many bytes, so that a run item stays one write unit (1 KB). */
const MAX_MESSAGE_BYTES = 300;

/** At most this many of the vendor's request ids are kept, newest last: a quiet night has two. */
const MAX_REQUEST_IDS = 4;

/** Records one attempt, once: its key holds a random id. */
export async function putRun(
  table: Table,
  alias: string,
  run: Omit<StoredRun, 'expiresAt'>,
): Promise<void> {
  const fields = {
    ...run,
    requestIds: run.requestIds.slice(-MAX_REQUEST_IDS).map((id) => cutToBytes(id, 64)),
    errorMessage: run.errorMessage && cutToBytes(run.errorMessage, MAX_MESSAGE_BYTES),
    expiresAt: Math.floor(Date.parse(run.checkStartedAt) / 1000) + RUN_LIFETIME_SECONDS,
  };
  const key = runKey(alias, run.checkStartedAt, run.runId);
  const put = new PutItemCommand({ TableName: table.name, Item: toItem({ ...key, ...fields }) });
  await request(table, table.client.send(put));
}

/** Runs whose check started within the period (ISO 8601, both ends included), newest first; expired ones are gone. */
export async function* listRuns(
  table: Table,
  alias: string,
  period: { since?: string; until?: string; nowMs: number },
): AsyncGenerator<StoredRun> {
  const from = `${SORT.run}${period.since ?? ''}`;
  const range = { partition: partitionOf(alias), from, to: `${SORT.run}${period.until ?? ''}~` };
  for await (const item of queryItems(table, range)) {
    const run = fromItem(runSchema, item);
    if (run.expiresAt * 1000 > period.nowMs) yield run;
  }
}

/** The newest good run whose check started by `asOf` (ISO 8601), which names the snapshot that was true then. */
export async function findGoodRunAsOf(
  table: Table,
  alias: string,
  asOf: string,
  nowMs: number,
): Promise<StoredRun | null> {
  for await (const run of listRuns(table, alias, { until: asOf, nowMs })) {
    if (run.outcome === 'changed' || run.outcome === 'unchanged') return run;
  }
  return null;
}
