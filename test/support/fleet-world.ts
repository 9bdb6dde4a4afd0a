import { randomUUID } from 'node:crypto';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type SandboxAccount, toAccount } from '../../infra/local/sandbox/account.ts';
import { answer } from '../../infra/local/sandbox/answer.ts';
import { createAdmit, DOCUMENTED_LIMITS } from '../../infra/local/sandbox/limits.ts';
import { createAuthorizationServer } from '../../infra/local/sandbox/oauth/authorization-server.ts';
import { exampleAccount } from '../../infra/local/sandbox/seeds.ts';
import type { SandboxState } from '../../infra/local/sandbox/state.ts';
import { createSwitches } from '../../infra/local/sandbox/switches.ts';
import { toWire } from '../../infra/local/sandbox/wire.ts';
import { createConstantContact } from '../../lambda/constant-contact/client.ts';
import { createPace } from '../../lambda/constant-contact/pace.ts';
import type { Send } from '../../lambda/constant-contact/send.ts';
import { openTokens } from '../../lambda/credentials/tokens.ts';
import type { Clock } from '../../lambda/shared/clock.ts';
import { SECRET_PREFIX, SYNC_BURST, SYNC_SPACING_MS } from '../../lambda/shared/contract.ts';
import type { OutgoingEvent } from '../../lambda/shared/events.ts';
import type { MetricValues } from '../../lambda/shared/metrics.ts';
import { SORT } from '../../lambda/store/keys.ts';
import type { Dependencies } from '../../lambda/sync/dependencies.ts';
import { createMemoryTable, type MemoryTable } from './memory-table.ts';
import { createVirtualClock } from './virtual-clock.ts';

const API_URL = 'http://vendor.invalid/v3';

/** DynamoDB and Secrets Manager answer within this. */
const AWS_LATENCY_MS = 15;

/** As long as real ones. */
const TOKEN_PADDING = 'x'.repeat(1_100);

/** One request as it came in. */
export interface Arrival {
  at: number;
  account: string;
  status: number;
}

/** Very many accounts in virtual time: the vendor, the table and the secrets live in this process. */
export interface FleetWorld {
  clock: Clock;
  table: MemoryTable;
  aliases: string[];
  vendor: SandboxState;
  arrivals: Arrival[];
  events: OutgoingEvent[];
  metrics: MetricValues[];
  /** Every line that was logged. */
  logs: { message: string; fields: object }[];
  /** Is asked at each request, before it is answered; may answer in the vendor's place. */
  onRequest: (arrival: Omit<Arrival, 'status'>) => Response | undefined;
  /** Dependencies of a new Lambda process: a pace and a token cache of its own. */
  newProcess(): Dependencies;
  /** Sends one GET as another program of the same application; its status. */
  sendAsOther(account: string): Promise<number>;
}

/**
 * Builds a fleet of `count` accounts, `fleet-0001` and so on. The vendor counts a request when it comes in, `delayMs()`
 * after it was sent, and answers it after `latencyMs()` more.
 */
export function createFleetWorld(options: {
  count: number;
  latencyMs: () => number;
  delayMs?: () => number;
  /** Keeps nothing of what the night leaves behind, so that the memory is the pass's own. */
  isForgetful?: boolean;
}): FleetWorld {
  const { count, latencyMs, delayMs = () => 0, isForgetful = false } = options;
  const clock = createVirtualClock();
  const latency = () => clock.sleep(AWS_LATENCY_MS);
  const aliases = Array.from({ length: count }, (_, index) => toAlias(index + 1));
  const table = createMemoryTable({
    latency,
    ...(isForgetful && { keeps: (sk) => !sk.startsWith(SORT.run) }),
  });
  const world: FleetWorld = {
    clock,
    table,
    aliases,
    vendor: createVendor(clock),
    arrivals: [],
    events: [],
    metrics: [],
    logs: [],
    onRequest: () => undefined,
    newProcess: () => createProcess(world, { secrets, send, isForgetful }),
    sendAsOther: async (account) => {
      const authorization = `Bearer ${toToken(account)}`;
      return (await exchange(`${API_URL}/account/summary`, 'GET', authorization)).status;
    },
  };
  const secrets = fakeSecrets(world, latency);
  async function exchange(url: string, method: string, authorization = ''): Promise<Response> {
    const request = new Request(url, { method, headers: { authorization } });
    await clock.sleep(delayMs());
    const response = receive(world, request);
    await clock.sleep(latencyMs());
    return response;
  }
  const send: Send = async ({ method, url }, { authorization }) => {
    const response = await exchange(url, method, authorization);
    const { status, headers } = response;
    return { method, url, status, headers, body: await response.bytes() };
  };
  return world;
}

const toAlias = (number: number) => `fleet-${String(number).padStart(4, '0')}`;
const toToken = (alias: string) => `${alias}.${TOKEN_PADDING}`;

/** The sandbox's own answers and limits, for accounts that are made when they are asked for. */
function createVendor(clock: Clock): SandboxState {
  const accounts = new Map<string, SandboxAccount>();
  const find = accounts.get.bind(accounts);
  accounts.get = (id) => find(id) ?? toAccount(exampleAccount({ encoded_account_id: id }));
  const limits = DOCUMENTED_LIMITS;
  const tokens: SandboxState['tokens'] = {
    issue: toToken,
    revoke: () => undefined,
    find: (authorization = '') => ({
      accountId: authorization.replace('Bearer ', '').split('.')[0] ?? '',
      scopes: ['account_read'],
      role: 'owner',
      expiresAtMs: Number.MAX_SAFE_INTEGER,
    }),
  };
  const common = { clock, random: Math.random, switches: createSwitches(), tokens };
  return {
    ...common,
    store: { accounts, view: (_id, account) => account, keepShowing: () => undefined },
    admit: createAdmit(clock, limits),
    oauth: createAuthorizationServer({ ...common, applications: [], limits }),
    confirmationMails: [],
  };
}

function receive({ clock, vendor, arrivals, onRequest }: FleetWorld, request: Request): Response {
  const { pathname, searchParams: query } = new URL(request.url);
  const authorization = request.headers.get('authorization') ?? undefined;
  const account = vendor.tokens.find(authorization)?.accountId ?? '';
  const arrival = { at: clock.now(), account };
  const path = pathname.replace('/v3', '');
  const { method } = request;
  const incoming = { method, path, query, headers: { authorization }, rawBody: '', underApi: true };
  const response = onRequest(arrival) ?? toResponse(incoming, vendor);
  arrivals.push({ ...arrival, status: response.status });
  return response;
}

function toResponse(request: Parameters<typeof answer>[0], vendor: SandboxState): Response {
  const { status, headers, payload } = toWire(answer(request, vendor).reply, vendor.random);
  return new Response(payload, { status, headers });
}

function fakeSecrets({ aliases }: FleetWorld, latency: () => Promise<void>): SecretsManagerClient {
  const send = async ({ input }: { input: { SecretId?: string; NextToken?: string } }) => {
    await latency();
    if (input.SecretId !== undefined) {
      const access_token = toToken(input.SecretId.slice(SECRET_PREFIX.length));
      return { SecretString: JSON.stringify({ access_token }) };
    }
    const from = Number(input.NextToken ?? 0);
    const page = aliases.slice(from, from + 100).map((alias) => ({ Name: SECRET_PREFIX + alias }));
    const next = from + page.length;
    return { SecretList: page, ...(next < aliases.length && { NextToken: String(next) }) };
  };
  return { send } as unknown as SecretsManagerClient;
}

function createProcess(
  { clock, table, events, metrics, logs }: FleetWorld,
  {
    secrets,
    send,
    isForgetful,
  }: { secrets: SecretsManagerClient; send: Send; isForgetful: boolean },
): Dependencies {
  const keep = <T>(list: T[], ...values: T[]) => void (isForgetful || list.push(...values));
  const write = (message: string, fields: object = {}) => keep(logs, { message, fields });
  return {
    table,
    tokens: openTokens({ secrets, clock }),
    constantContact: createConstantContact({
      apiUrl: API_URL,
      pace: createPace({ spacingMs: SYNC_SPACING_MS, burst: SYNC_BURST, clock }),
      clock,
      random: Math.random,
      send,
    }),
    putEvents: async (put) => keep(events, ...put),
    emitMetrics: (values) => keep(metrics, values),
    clock,
    log: { info: write, error: write },
    requestSpacingMs: SYNC_SPACING_MS,
    pendingTooLongDays: 7,
    newRunId: randomUUID,
  };
}
