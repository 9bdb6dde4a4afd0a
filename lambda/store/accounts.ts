import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Totals } from '../account/totals.ts';
import { accountSchema, fromItem, type Outcome, type StoredAccount, toItem } from './items.ts';
import { ACCOUNTS, accountKey } from './keys.ts';
import { queryItems } from './query.ts';
import { request, requestIf, type Table } from './table.ts';

/** A check that began so much later than one which has only just ended was none: what says so is damage. */
const DAY_MS = 24 * 60 * 60 * 1000;

/** All account items, sorted by alias, page by page; consistently where what was just written must show. */
export async function* listAccounts(
  table: Table,
  { consistent = false }: { consistent?: boolean } = {},
): AsyncGenerator<StoredAccount> {
  const range = { partition: ACCOUNTS, from: '0', to: '~', forward: true, consistent };
  for await (const item of queryItems(table, range)) yield fromItem(accountSchema, item);
}

/** One account's item, or null before its first run. */
export async function readAccountItem(table: Table, alias: string): Promise<StoredAccount | null> {
  const Key = toItem(accountKey(alias));
  const get = new GetItemCommand({ TableName: table.name, Key, ConsistentRead: true });
  const { Item } = await request(table, table.client.send(get));
  return Item ? fromItem(accountSchema, Item) : null;
}

/** What every run tells of its account, whatever its outcome. */
export interface LastRun {
  outcome: Outcome;
  checkStartedAt: string;
  scheduledTime?: string | undefined;
  errorName?: string | undefined;
  /** Failed tries at `scheduledTime`, this one included; a deferred run is no try. */
  tries?: number | undefined;
  /** Before this time (ISO 8601) the vendor answers nobody of this application. */
  deferredUntil?: string | undefined;
}

/** What only a good run tells. */
export interface GoodCheck extends Totals {
  accountId: string;
  snapshot: number;
  oldestPendingSince: string | null;
  /** When nothing can renew its token any more, if that is known. */
  tokenEndsAt?: string | undefined;
}

/**
 * Writes a good run into the account item: the good-check fields if no newer good check stands there, the last-outcome
 * fields if no newer run does. One update; split in two only when refused, since overlapping runs may end in any order.
 */
export async function saveGoodRun(
  table: Table,
  alias: string,
  run: LastRun,
  check: GoodCheck,
): Promise<void> {
  const good = goodPart(run, check);
  const last = lastPart(run);
  if (await update(table, alias, [good, last])) return;
  await update(table, alias, [good]);
  await update(table, alias, [last]);
}

/** Writes a failed or deferred run into the account item. */
export async function saveUnfinishedRun(table: Table, alias: string, run: LastRun): Promise<void> {
  await update(table, alias, [lastPart(run)]);
}

/**
 * Marks an account as retired or takes the mark away; its history stays. An item that is gone, since somebody has the
 * account forgotten, is not made anew.
 */
export async function markRetired(table: Table, alias: string, retired: boolean): Promise<void> {
  const fields = { retired: retired || undefined };
  await update(table, alias, [{ fields, condition: 'attribute_exists(pk)' }]);
}

/** A part of an update and the condition under which it may be written; undefined fields are taken away. */
interface Part {
  fields: Record<string, unknown>;
  condition: string;
  /** Of the condition alone. */
  values?: Record<string, unknown>;
}

function goodPart(run: LastRun, check: GoodCheck): Part {
  const { checkStartedAt: goodCheckStartedAt, scheduledTime } = run;
  return {
    fields: {
      ...check,
      goodCheckStartedAt,
      // What earlier versions wrote instead of the address's state.
      addressComplete: undefined,
      // Whose secret opens the account is connected, whatever the last pass found.
      retired: undefined,
      ...(scheduledTime && { lastGoodScheduledTime: scheduledTime }),
    },
    condition:
      '(attribute_not_exists(#goodCheckStartedAt) OR ' +
      'NOT #goodCheckStartedAt BETWEEN :goodCheckStartedAt AND :latest OR ' +
      '(#goodCheckStartedAt = :goodCheckStartedAt AND #snapshot <= :snapshot))',
    values: { latest: toLatest(run) },
  };
}

function lastPart(run: LastRun): Part {
  const { scheduledTime, tries } = run;
  return {
    fields: {
      lastOutcome: run.outcome,
      // A deferred run has checked nothing, so what failed before is still failing.
      ...(run.outcome !== 'deferred' && { lastErrorName: run.errorName }),
      lastCheckStartedAt: run.checkStartedAt,
      deferredUntil: run.deferredUntil,
      ...(tries !== undefined && { lastScheduledTime: scheduledTime, tries }),
    },
    condition:
      '(attribute_not_exists(#lastCheckStartedAt) OR ' +
      'NOT #lastCheckStartedAt BETWEEN :lastCheckStartedAt AND :latest OR ' +
      '#lastCheckStartedAt = :lastCheckStartedAt)',
    values: { latest: toLatest(run) },
  };
}

/** What is stored after this is overwritten, as damage must not keep good checks out for ever. */
function toLatest({ checkStartedAt }: LastRun): string {
  return new Date(Date.parse(checkStartedAt) + DAY_MS).toISOString();
}

function update(table: Table, alias: string, parts: readonly Part[]): Promise<boolean> {
  const fields = Object.entries(Object.assign({}, ...parts.map((part) => part.fields)));
  const ofConditions = Object.entries(Object.assign({}, ...parts.map((part) => part.values)));
  const set = fields.filter(([, value]) => value !== undefined);
  const values = [...set, ...ofConditions];
  const remove = fields.filter(([, value]) => value === undefined).map(([field]) => `#${field}`);
  const sets = set.map(([field]) => `#${field} = :${field}`);
  const command = new UpdateItemCommand({
    TableName: table.name,
    Key: toItem(accountKey(alias)),
    UpdateExpression: [toClause('SET', sets), toClause('REMOVE', remove)].join(' ').trim(),
    ConditionExpression: parts.map((part) => part.condition).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(fields.map(([field]) => [`#${field}`, field])),
    // DynamoDB refuses an empty one.
    ...(values.length > 0 && {
      ExpressionAttributeValues: toItem(
        Object.fromEntries(values.map(([field, value]) => [`:${field}`, value])),
      ),
    }),
  });
  return requestIf(table, table.client.send(command));
}

function toClause(keyword: string, terms: readonly string[]): string {
  return terms.length > 0 ? `${keyword} ${terms.join(', ')}` : '';
}
