import { ConditionalCheckFailedException, QueryCommand } from '@aws-sdk/client-dynamodb';
import { SECRET_APPLICATION } from '../../../infra/local/sandbox/oauth/applications.ts';
import { NotFoundError } from '../../../lambda/constant-contact/errors.ts';
import { ReauthorizationRequiredError } from '../../../lambda/credentials/errors.ts';
import type { Mutation } from './functions.ts';
import { isPutOf, withClient, withItems, withSend } from './mutate.ts';

/** Mistakes of functions that do nothing, or fail, or let out what is secret. */
export const MUTANTS_OF_WORK: Readonly<Record<string, Mutation>> = {
  'never renews a token': {
    versions: (open) => (secrets, secretId) => {
      const versions = open(secrets, secretId);
      return { ...versions, readVersion: async () => versions.readStage('AWSCURRENT') };
    },
  },
  'makes every update busy': {
    update: (deps) => ({
      ...deps,
      table: withSend(deps.table, async (command, send) => {
        if (!isPutOf(command, 'LEASE')) return send(command);
        throw new ConditionalCheckFailedException({ message: 'It is held.', $metadata: {} });
      }),
    }),
  },
  'fails every update by a mistake of its own': {
    update: (deps) => ({
      ...deps,
      table: withSend(deps.table, async (command, send) => {
        if (command instanceof QueryCommand) throw new TypeError('This is not a function.');
        return send(command);
      }),
    }),
  },
  'refuses every update': {
    update: (deps) =>
      withClient(deps, (client) => ({
        ...client,
        getSummary: () => Promise.reject(new NotFoundError({ method: 'GET', url: '' })),
      })),
  },
  'tells nobody of updates': {
    update: (deps) => ({ ...deps, putEvents: async () => undefined }),
  },
  'fails runs by a mistake of its own': {
    sync: (deps) =>
      withClient(deps, (client) => ({
        ...client,
        getSenders: () => Promise.reject(new TypeError('This is not a function.')),
      })),
  },
  'calls good tokens dead': {
    sync: (deps) =>
      withClient(deps, (client) => ({
        ...client,
        getSenders: () =>
          Promise.reject(new ReauthorizationRequiredError('x', 'access token', '', 0)),
      })),
  },
  'writes an access token into a run': {
    sync: (deps) => ({
      ...deps,
      table: withItems(deps.table, 'RUN#', async (run) => {
        const alias = run['pk']?.S?.replace('ACCOUNT#', '') ?? '';
        const token = await deps.tokens.forAccount(alias).read();
        return { ...run, requestIds: { L: [{ S: token }] } };
      }),
    }),
  },
  'writes the client secret into a record': {
    update: (deps) => ({
      ...deps,
      table: withItems(deps.table, 'UPDATE#', (record) => ({
        ...record,
        requestedBy: { S: SECRET_APPLICATION.clientSecret },
      })),
    }),
  },
  'keeps an IP address in the content': {
    sync: (deps) =>
      withClient(deps, (client) => ({
        ...client,
        getSenders: async (filter) => {
          const { senders, ...reply } = await client.getSenders(filter);
          const told = senders.map((one) => ({ ...one, confirm_source_type: '203.0.113.24' }));
          return { ...reply, senders: told };
        },
      })),
  },
  'says a refresh token in an error': {
    versions: (open) => (secrets, secretId) => {
      const versions = open(secrets, secretId);
      return {
        ...versions,
        put: async (version) => {
          const { refresh_token: token } = JSON.parse(version.text);
          if (token === undefined) return versions.put(version);
          throw new Error(`The value ${token} was not taken.`);
        },
      };
    },
  },
};
