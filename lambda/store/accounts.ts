import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Totals } from '../account/totals.ts';
import { UnreadableItemError } from './errors.ts';
import { accountSchema, fromItem, type Outcome, type StoredAccount, toItem } from './items.ts';
import { ACCOUNTS, accountKey } from './keys.ts';
import { queryItems } from './query.ts';
import { request, requestIf, type Table } from './table.ts';

/**
 * All account items, sorted by alias, page by page; consistently where what was just written must show. One that cannot
 * be read is told to `onUnreadable` and left out; without it, it is thrown.
 */
export async function* listAccounts(
  table: Table,
  options: { consistent?: boolean; onUnreadable?: (error: UnreadableItemError) => void } = {},
): AsyncGenerator<StoredAccount> {
  const { consistent = false, onUnreadable } = options;
  const range = { partition: ACCOUNTS, from: '0', to: '~', forward: true, consistent };
  for await (const item of queryItems(table, range)) {
    try {
      yield fromItem(accountSchema, item);
    } catch (error) {
      if (!(error instanceof UnreadableItemError && onUnreadable)) throw error;
      onUnreadable(error);
    }
  }
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
}

function goodPart(run: LastRun, check: GoodCheck): Part {
  const { checkStartedAt: goodCheckStartedAt, scheduledTime } = run;
  return {
    fields: {
      ...check,
      goodCheckStartedAt,
      // Whose secret opens the account is connected, whatever the last pass found.
      retired: undefined,
      ...(scheduledTime && { lastGoodScheduledTime: scheduledTime }),
    },
    condition:
      '(attribute_not_exists(#goodCheckStartedAt) OR #goodCheckStartedAt < :goodCheckStartedAt OR ' +
      '(#goodCheckStartedAt = :goodCheckStartedAt AND #snapshot <= :snapshot))',
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
      '(attribute_not_exists(#lastCheckStartedAt) OR #lastCheckStartedAt <= :lastCheckStartedAt)',
  };
}

function update(table: Table, alias: string, parts: readonly Part[]): Promise<boolean> {
  const fields = Object.entries(Object.assign({}, ...parts.map((part) => part.fields)));
  const set = fields.filter(([, value]) => value !== undefined);
  const remove = fields.filter(([, value]) => value === undefined).map(([field]) => `#${field}`);
  const sets = set.map(([field]) => `#${field} = :${field}`);
  const command = new UpdateItemCommand({
    TableName: table.name,
    Key: toItem(accountKey(alias)),
    UpdateExpression: [toClause('SET', sets), toClause('REMOVE', remove)].join(' ').trim(),
    ConditionExpression: parts.map((part) => part.condition).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(fields.map(([field]) => [`#${field}`, field])),
    // DynamoDB refuses an empty one.
    ...(set.length > 0 && {
      ExpressionAttributeValues: toItem(
        Object.fromEntries(set.map(([field, value]) => [`:${field}`, value])),
      ),
    }),
  });
  return requestIf(table, table.client.send(command));
}

function toClause(keyword: string, terms: readonly string[]): string {
  return terms.length > 0 ? `${keyword} ${terms.join(', ')}` : '';
}
