import { QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { METRIC } from '../../../lambda/shared/contract.ts';
import type { MetricValues } from '../../../lambda/shared/metrics.ts';
import type { Item } from '../../../lambda/store/items.ts';
import type { Table } from '../../../lambda/store/table.ts';
import type { Dependencies } from '../../../lambda/sync/dependencies.ts';
import type { Mutation } from './functions.ts';
import { isPutOf, withItems, withSend } from './mutate.ts';

/** Mistakes of functions that do their work and say something else about it. */
export const MUTANTS_OF_WORDS: Readonly<Record<string, Mutation>> = {
  'records every update as applied': {
    update: (deps) => ({
      ...deps,
      table: withItems(deps.table, 'UPDATE#', (record) => {
        const isOver = record['outcome']?.S !== 'pending';
        return isOver ? { ...record, outcome: { S: 'applied' } } : record;
      }),
    }),
  },
  'keeps nothing of what an update wrote': {
    update: (deps) => ({
      ...deps,
      table: withItems(deps.table, 'UPDATE#', (record) => ({ ...record, written: { M: {} } })),
    }),
  },
  'lays what updates made to people': {
    sync: (deps) => ({ ...deps, table: withoutItems(deps.table, 'UPDATE#', () => true) }),
  },
  'tells all gauges as 0': {
    sync: (deps) =>
      withMetrics(deps, (values) =>
        isOfGauges(values)
          ? Object.fromEntries(Object.keys(values).map((name) => [name, 0]))
          : values,
      ),
  },
  'counts no failed account': {
    sync: (deps) =>
      withMetrics(deps, (values) =>
        isOfGauges(values) ? { ...values, [METRIC.accountsFailed]: 0 } : values,
      ),
  },
  'tells no gauges': {
    sync: (deps) =>
      withMetrics(deps, (values) => (isOfGauges(values) ? { [METRIC.updateRefused]: 0 } : values)),
  },
  'counts for a pass what is none': {
    sync: (deps) =>
      withMetrics(deps, (values) =>
        values[METRIC.confirmedSendersLost] ? { ...values, [METRIC.accountsChecked]: 1 } : values,
      ),
  },
  'records no failed run': {
    sync: (deps) => ({
      ...deps,
      table: withSend(deps.table, async (command, send) =>
        isPutOf(command, 'RUN#') && isFailed(command.input.Item) ? {} : send(command),
      ),
    }),
  },
  'records failed runs as deferred': {
    sync: (deps) => ({
      ...deps,
      table: withItems(deps.table, 'RUN#', ({ errorName, ...run }) =>
        isFailed(run) ? { ...run, outcome: { S: 'deferred' } } : run,
      ),
    }),
  },
  'records no error of a failed run': {
    sync: (deps) => ({
      ...deps,
      table: withItems(deps.table, 'RUN#', ({ errorName, ...run }) => run),
    }),
  },
  'forgets that an account failed': {
    sync: (deps) => ({ ...deps, table: withValue(deps.table, ':lastErrorName', { S: 'none' }) }),
  },
  'counts no senders of an account': {
    sync: (deps) => ({ ...deps, table: withValue(deps.table, ':senders', NO_SENDERS) }),
  },
  'takes failed checks for good ones': {
    sync: (deps) => ({
      ...deps,
      table: withSend(deps.table, async (command, send) => {
        if (command instanceof UpdateItemCommand) callGood(command);
        return send(command);
      }),
    }),
  },
  'forgets since when senders wait': {
    sync: (deps) => ({
      ...deps,
      table: withItems(deps.table, 'SNAPSHOT#', (header) => ({
        ...header,
        oldestPendingSince: { NULL: true },
      })),
    }),
  },
  'calls no check too old': {
    audit: (deps) => ({ ...deps, limits: { ...deps.limits, staleAfterHours: 24 * 365 } }),
  },
  'audits past failed runs': {
    audit: (deps) => ({ ...deps, table: withoutItems(deps.table, 'RUN#', isFailed) }),
  },
};

function withMetrics(deps: Dependencies, change: (values: MetricValues) => MetricValues) {
  const emitMetrics: Dependencies['emitMetrics'] = (values, nowMs) =>
    deps.emitMetrics(change(values), nowMs);
  return { ...deps, emitMetrics };
}

const isOfGauges = (values: MetricValues) => values[METRIC.accountsFailed] !== undefined;

const isFailed = (item: Item | undefined) => item?.['outcome']?.S === 'failed';

/** Items of a kind that queries do not find. */
function withoutItems(table: Table, sortKey: string, isHidden: (item: Item) => boolean): Table {
  return withSend(table, async (command, send) => {
    const reply = await send(command);
    if (!(command instanceof QueryCommand)) return reply;
    const { Items = [], ...page } = reply as { Items?: Item[] };
    const isKept = (item: Item) => !(item['sk']?.S?.startsWith(sortKey) && isHidden(item));
    return { ...page, Items: Items.filter(isKept) };
  });
}

const NO_SENDERS = { M: { confirmed: { N: '0' }, unconfirmed: { N: '0' }, other: { N: '0' } } };

function callGood({ input }: UpdateItemCommand): void {
  const { UpdateExpression = '', ExpressionAttributeNames: names } = input;
  if (!UpdateExpression.includes('#lastErrorName = ')) return;
  input.UpdateExpression = UpdateExpression.replace('SET ', 'SET #good = :lastCheckStartedAt, ');
  input.ExpressionAttributeNames = { ...names, '#good': 'goodCheckStartedAt' };
}

/** Another value for what updates of items set under this name. */
function withValue(table: Table, name: string, value: Item[string]): Table {
  return withSend(table, async (command, send) => {
    if (command instanceof UpdateItemCommand) {
      const { ExpressionAttributeValues: values } = command.input;
      if (values?.[name]) values[name] = value;
    }
    return send(command);
  });
}
