import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { AccountClient } from '../../../lambda/constant-contact/client.ts';
import { METRIC } from '../../../lambda/shared/contract.ts';
import type { Mutation } from './functions.ts';
import { isPutOf, withClient, withoutCondition, withSend } from './mutate.ts';

/** Mistakes about what was true, what changed and what became of it. */
export const MUTANTS_OF_HISTORY: Readonly<Record<string, Mutation>> = {
  'reads the newest header after it asked the vendor': {
    sync: (deps) => ({
      ...withClient(deps, askAtOnce),
      table: withSend(deps.table, async (command, send) => {
        if (command instanceof QueryCommand && command.input.Limit === 1)
          await deps.clock.sleep(3_000);
        return send(command);
      }),
    }),
  },
  'compares what it read before it lost the race for a number': {
    sync: (deps) =>
      withClient(deps, (client) => ({
        ...client,
        getSummary: once(() => client.getSummary({ withPhysicalAddress: true })),
      })),
  },
  'believes a removal at the first look': {
    sync: (deps) =>
      withClient(deps, (client) => ({ ...client, getSenders: once(() => client.getSenders()) })),
  },
  'commits whether or not the number is taken': {
    sync: (deps) => ({
      ...deps,
      table: withSend(deps.table, (command, send) => send(withoutCondition(command, 'SNAPSHOT#'))),
    }),
  },
  'settles without telling anybody': {
    sync: (deps) => ({ ...deps, putEvents: async () => undefined }),
  },
  'tells only the first of several changes': {
    sync: (deps) => ({ ...deps, putEvents: (events) => deps.putEvents(events.slice(0, 1)) }),
  },
  'does not count the losses': {
    sync: (deps) => ({
      ...deps,
      emitMetrics: (values, nowMs) => {
        if (values[METRIC.confirmedSendersLost] === undefined) deps.emitMetrics(values, nowMs);
      },
    }),
  },
  'forgets what it stored of a run': {
    sync: (deps) => ({
      ...deps,
      table: withSend(deps.table, async (command, send) =>
        isPutOf(command, 'RUN#') ? {} : send(command),
      ),
    }),
  },
  'updates without holding the lease': {
    update: (deps) => ({
      ...deps,
      table: withSend(deps.table, (command, send) => send(withoutCondition(command, 'LEASE'))),
    }),
  },
  'writes without a record': {
    update: (deps) => ({
      ...deps,
      table: withSend(deps.table, async (command, send) =>
        isPutOf(command, 'UPDATE#') ? {} : send(command),
      ),
    }),
  },
  'sends a refresh token again whatever came of it': {
    versions: (open) => (secrets, secretId) => {
      const versions = open(secrets, secretId);
      return {
        ...versions,
        readStage: async (stage) =>
          stage === 'REFRESH_SENT' ? undefined : versions.readStage(stage),
        put: async (version) => version.stages.includes('REFRESH_SENT') || versions.put(version),
      };
    },
  },
};

/** Asks before anybody wants to know, and gives that as the first answer. */
function askAtOnce(client: AccountClient): AccountClient {
  const early = {
    summary: client.getSummary({ withPhysicalAddress: true }),
    senders: client.getSenders(),
  };
  for (const asked of Object.values(early)) asked.catch(() => undefined);
  const [summary, senders] = [[early.summary], [early.senders]];
  return {
    ...client,
    getSummary: (what) => summary.pop() ?? client.getSummary(what),
    getSenders: (filter) => senders.pop() ?? client.getSenders(filter),
  };
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}
