import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleepRealTime } from 'node:timers/promises';
import { type Clock, systemClock } from '../../../lambda/shared/clock.ts';
import { type AccountSeed, createAccountStore, type SandboxAccount } from './account.ts';
import { answer } from './answer.ts';
import { answerUnderFault } from './apply-fault.ts';
import { createFaultQueue, type FaultQueue } from './fault-queue.ts';
import { createAdmit, DOCUMENTED_LIMITS, type Limits } from './limits.ts';
import { AUTH_PATH } from './oauth/answer-auth.ts';
import { type Application, PUBLIC_APPLICATION, SECRET_APPLICATION } from './oauth/applications.ts';
import { createAuthorizationServer } from './oauth/authorization-server.ts';
import { type ConsentOptions, type ConsentReply, giveConsent } from './oauth/give-consent.ts';
import type { GrantChain } from './oauth/grants.ts';
import { openRecord, type RecordedRequest } from './record.ts';
import { parseScenario, type Scenario } from './scenario.ts';
import { exampleAccount } from './seeds.ts';
import type { ConfirmationMail, IncomingRequest, SandboxState } from './state.ts';
import { createSwitches, type Switches } from './switches.ts';
import { createTokens, type IssueOptions } from './tokens.ts';
import { sendWire, spoilWire, toWire } from './wire.ts';

export interface SandboxOptions {
  clock?: Clock;
  /** 0, the default, takes any free port. */
  port?: number;
  accounts?: AccountSeed[];
  /** Whose client ids the authorization server knows: by default one with a secret, then one without. */
  applications?: Application[];
  switches?: Partial<Switches>;
  limits?: Partial<Limits>;
  /** Random numbers from 0 to below 1, for tokens, request ids and shuffled orders. */
  random?: () => number;
}

/** One running twin of the vendor. */
export interface Sandbox {
  /** Base address with the version, such as `http://127.0.0.1:40001/v3`. */
  apiUrl: string;
  /** Base address of the authorization server, such as `http://127.0.0.1:40001/oauth2/default/v1`. */
  authUrl: string;
  /** The live accounts by `encoded_account_id`; editing one is what a person does in the web pages. */
  accounts: Map<string, SandboxAccount>;
  issueToken(accountId: string, options?: IssueOptions): string;
  revokeToken(token: string): void;
  /**
   * What an application gets when a person consents to it, without the browser: the token endpoint's reply and the
   * application's own credentials. By the owner, with all scopes needed here and for the first application unless told
   * otherwise.
   */
  consent(accountId: string, options?: ConsentOptions): ConsentReply;
  /** What came of each consent, in order; see `acceptsRefreshToken` for what of it is still good. */
  grants: readonly GrantChain[];
  /** Whether the token endpoint would take this refresh token now. Asking changes nothing. */
  acceptsRefreshToken(token: string): boolean;
  /** What a person does who takes the access of every application to an account back. */
  withdrawConsent(accountId: string): void;
  /** Adds faults behind those that still wait. Throws an InvalidScenarioError. */
  play(scenario: Scenario): void;
  /** Drops all faults that still wait. */
  clearFaults(): void;
  switches: Switches;
  /** Every request in the order of arrival. */
  record: RecordedRequest[];
  confirmationMails: ConfirmationMail[];
  /** Breaks every connection, those of delayed replies too; calling it again does no harm. */
  close(): Promise<void>;
}

interface Server {
  state: SandboxState;
  faults: FaultQueue;
  record: RecordedRequest[];
  closing: AbortSignal;
}

/** The twin without its server: what `answer` works on. */
export function createSandboxState(options: Omit<SandboxOptions, 'port'> = {}): SandboxState {
  const { clock = systemClock, random = Math.random } = options;
  const { applications = [SECRET_APPLICATION, PUBLIC_APPLICATION] } = options;
  const limits = { ...DOCUMENTED_LIMITS, ...options.limits };
  const switches = createSwitches(options.switches);
  const tokens = createTokens({ clock, random });
  const common = { clock, random, switches, tokens };
  return {
    ...common,
    store: createAccountStore(options.accounts ?? [exampleAccount()]),
    admit: createAdmit(clock, limits),
    oauth: createAuthorizationServer({ ...common, applications, limits }),
    confirmationMails: [],
  };
}

/** Starts a twin of the vendor on 127.0.0.1. Rejects as `listen` does, with EADDRINUSE if the port is taken. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const state = createSandboxState(options);
  const { store, oauth, tokens, switches, confirmationMails } = state;
  const faults = createFaultQueue();
  const record: RecordedRequest[] = [];
  const { origin, close } = await listen({ state, faults, record }, options.port ?? 0);

  return {
    apiUrl: `${origin}/v3`,
    authUrl: `${origin}${AUTH_PATH}`,
    accounts: store.accounts,
    issueToken: (accountId, wanted = {}) => {
      if (store.accounts.has(accountId)) {
        return tokens.issue(accountId, wanted, switches.tokenLifetimeSeconds);
      }
      throw new Error(`The sandbox has no account ${accountId} to issue a token for.`);
    },
    revokeToken: tokens.revoke,
    consent: (accountId, wanted) => giveConsent(accountId, state, wanted),
    grants: oauth.grants.chains,
    acceptsRefreshToken: oauth.grants.accepts,
    withdrawConsent: (accountId) => {
      for (const chain of oauth.grants.chains) {
        if (chain.accountId === accountId) oauth.grants.revoke(chain, 'person');
      }
    },
    play: (scenario) => faults.add(parseScenario(scenario)),
    clearFaults: faults.clear,
    switches,
    record,
    confirmationMails,
    close,
  };
}

async function listen(parts: Omit<Server, 'closing'>, port: number) {
  const closing = new AbortController();
  const running = { ...parts, closing: closing.signal };
  const server = createServer((request, response) => {
    serve(running, request, response).catch(() => response.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const closed = once(server, 'close');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      closing.abort();
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(
  { state, faults, record, closing }: Server,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = await readRequest(message);
  const entry = openRecord(request, state.clock.now());
  record.push(entry);
  const grant = state.tokens.find(request.headers.authorization);
  const taken = faults.take(request, grant?.accountId);
  const fault = taken?.fault;
  if (fault) entry.fault = fault.type;
  const delay = async (acted: boolean) => {
    if (fault?.type !== 'delay' || fault.act !== acted) return;
    await sleepRealTime(fault.ms, undefined, { signal: closing });
  };

  await delay(false);
  if (fault?.type === 'dropBefore') return void response.destroy();
  const { reply, accountId, acted, met } = taken
    ? answerUnderFault(taken, request, state)
    : { ...answer(request, state), met: false };
  if (!met) delete entry.fault;
  if (accountId !== undefined) entry.accountId = accountId;
  entry.acted = acted;
  await delay(true);
  if (fault?.type === 'dropAfter') return void response.destroy();

  const wire = toWire(reply, state.random);
  entry.status = wire.status;
  sendWire(response, fault && met ? spoilWire(wire, fault) : wire);
}

async function readRequest(message: IncomingMessage): Promise<IncomingRequest> {
  const url = URL.parse(message.url ?? '/', 'http://127.0.0.1');
  const pathname = url?.pathname ?? '/';
  const underApi = pathname === '/v3' || pathname.startsWith('/v3/');
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return {
    method: message.method ?? 'GET',
    path: underApi ? pathname.slice('/v3'.length) || '/' : pathname,
    query: url?.searchParams ?? new URLSearchParams(),
    headers: message.headers,
    rawBody: Buffer.concat(chunks).toString('utf8'),
    underApi,
  };
}
