import type { AccountSeed, SandboxAccount } from '../../../infra/local/sandbox/account.ts';
import { answer } from '../../../infra/local/sandbox/answer.ts';
import { answerUnderFault } from '../../../infra/local/sandbox/apply-fault.ts';
import { fitsReply } from '../../../infra/local/sandbox/change-reply.ts';
import { AUTH_PATH, isAuthPath } from '../../../infra/local/sandbox/oauth/answer-auth.ts';
import { SECRET_APPLICATION } from '../../../infra/local/sandbox/oauth/applications.ts';
import type { GrantChain } from '../../../infra/local/sandbox/oauth/grants.ts';
import { createSandboxState } from '../../../infra/local/sandbox/sandbox.ts';
import type { Fault } from '../../../infra/local/sandbox/scenario.ts';
import type { IncomingRequest, SandboxState } from '../../../infra/local/sandbox/state.ts';
import { SWITCH_VALUES, type Switches } from '../../../infra/local/sandbox/switches.ts';
import { spoilWire, toWire, type Wire } from '../../../infra/local/sandbox/wire.ts';
import { UpstreamUnavailableError } from '../../../lambda/constant-contact/errors.ts';
import type { OutgoingRequest, Reply, Send } from '../../../lambda/constant-contact/send.ts';
import type { Container } from './containers.ts';
import type { Fates } from './fates.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import { openTruth, type Truth } from './truth.ts';
import { findOmission, type Purpose } from './vendor-faults.ts';

/** Nobody listens there: no request goes out. */
export const VENDOR_URLS = {
  apiUrl: 'https://vendor.test/v3',
  authUrl: `https://vendor.test${AUTH_PATH}`,
} as const;

/** A run looks twice at what is missing; the assumption is that an outage does not leave out the same in both looks. */
const SAME_OMISSION_MS = 180_000;

/** Of the two kinds of refresh tokens the one that is hard to keep is played more often. */
const LONG_LIVED_SHARE = 0.2;

/** What is unknown of the vendor and changes nothing that an account is: each world has its own. */
const DRAWN = [
  ...(['missingAddressGet', 'missingAddressExtraField', 'unsetFields'] as const),
  ...(['summaryCountryCase', 'addressCountryCase', 'senderOrder', 'roleOrder'] as const),
  ...(['confirmTimeOffset', 'conflictBody', 'contactEmailMovesRole', 'throttledCounts'] as const),
  ...(['refreshReply', 'refreshReuse', 'refreshGraceReply'] as const),
  ...(['idToken', 'tokenErrorBody', 'summaryStateJudgedBy'] as const),
] satisfies (keyof typeof SWITCH_VALUES)[];

function drawSwitches(random: Random): Partial<Switches> {
  const drawn = DRAWN.map((name) => [name, random.pick<unknown>(SWITCH_VALUES[name])]);
  // Without a grace, sending once more what was not answered costs the access token at once: rotations take that risk.
  return { ...Object.fromEntries(drawn), refreshGraceSeconds: random.pick([30, 60]) };
}

/** A reply that left something out. */
export interface Omission {
  accountId: string;
  atMs: number;
  what: string;
}

/** A write that reached the vendor. */
export interface VendorWrite {
  invocation: string;
  atMs: number;
  /** Whether the vendor carried it out. */
  acted: boolean;
  /** The document that was sent. */
  sent: Readonly<Record<string, string>>;
}

/** A refresh token that came again after its grace, which cost all tokens of its consent. */
export interface Reuse {
  atMs: number;
  /** When the access token that was stored then would have ended, epoch ms. */
  accessEndsMs: number;
}

/** The vendor's sandbox without its server, with what its accounts really were. */
export interface Vendor {
  state: SandboxState;
  truths: ReadonlyMap<string, Truth>;
  omissions: Omission[];
  writes: VendorWrite[];
  reuses: Reuse[];
  /** Takes the place of the network for one container. */
  sendFor(container: Container): Send;
  /** What a person does in the vendor's web pages. */
  edit(accountId: string, change: (account: SandboxAccount) => void): void;
}

export function openVendor(parts: {
  seeds: AccountSeed[];
  scheduler: Scheduler;
  random: Random;
  fates: Fates;
  /** When the access token that is stored of a consent ends, epoch ms; 0 when another is stored by now. */
  accessEndsMs: (chain: GrantChain) => number;
}): Vendor {
  const { seeds, scheduler, random, fates } = parts;
  const clock = { now: scheduler.now, sleep: () => Promise.reject(new Error('no sleep here')) };
  const refreshTokens = random.chance(LONG_LIVED_SHARE) ? 'longLived' : 'rotating';
  const applications = [{ ...SECRET_APPLICATION, refreshTokens } as const];
  const switches = drawSwitches(random);
  const state = createSandboxState({
    ...{ clock, accounts: seeds, applications, switches, random: random.next },
  });
  const omissions: Omission[] = [];
  const writes: VendorWrite[] = [];
  const reuses: Reuse[] = [];
  const revoked = new Set<GrantChain>();
  const truths = new Map(
    [...state.store.accounts].map(([id, account]) => [id, openTruth(account, scheduler.now())]),
  );

  function act(request: IncomingRequest, fault: Fault | undefined, invocation: string): Wire {
    const lagMs = state.switches.readAfterWriteLagMs;
    const answered = fault
      ? answerUnderFault({ fault, putBack: () => undefined }, request, state)
      : { ...answer(request, state), met: false };
    const { accountId = '', acted, met, reply } = answered;
    const atMs = scheduler.now();
    const what = fault && met && findOmission(fault, request.path);
    if (what) omissions.push({ accountId: ownerOf(request), atMs, what });
    if (isAuthPath(request.path)) noteReuse(atMs);
    if (request.method !== 'GET' && request.underApi) {
      writes.push({ invocation, atMs, acted, sent: JSON.parse(request.rawBody) });
      const account = state.store.accounts.get(accountId);
      if (account && acted) truths.get(accountId)?.note(account, { atMs, by: invocation, lagMs });
    }
    const wire = toWire(reply, random.next);
    return fault && met ? spoilWire(wire, fault) : wire;
  }

  function noteReuse(atMs: number): void {
    for (const chain of state.oauth.grants.chains) {
      if (chain.revokedBecause !== 'reuse' || revoked.has(chain)) continue;
      revoked.add(chain);
      reuses.push({ atMs, accessEndsMs: parts.accessEndsMs(chain) });
    }
  }

  /** Whose token a request carries; '' for nobody's. */
  function ownerOf({ headers }: IncomingRequest): string {
    return state.tokens.find(headers.authorization)?.accountId ?? '';
  }

  function draw(request: IncomingRequest, container: Container): Fault | undefined {
    const accountId = ownerOf(request);
    const account = state.store.accounts.get(accountId);
    const fault = fates.vendorFault(purposeOf(request), account);
    if (fault === undefined || !fitsReply(fault, request)) return undefined;
    const what = findOmission(fault, request.path);
    if (what === undefined) return fault;
    const sinceMs = scheduler.now() - SAME_OMISSION_MS;
    const isRepeat = omissions.some(
      (other) => other.accountId === accountId && other.what === what && other.atMs > sinceMs,
    );
    // What update reads it merges over, so an answer that lacks something does harm that nobody can know of.
    return isRepeat || container.name !== 'sync' ? undefined : fault;
  }

  /** As the product's own `send` does: a reply, or that none came whole, and whether the request left. */
  function sendFrom(container: Container, ...[request, options]: Parameters<Send>): Promise<Reply> {
    const { method, url } = request;
    const { authorization, timeoutMs } = options;
    const incoming = toIncoming(request, authorization);
    const fault = draw(incoming, container);
    const invocation = container.invocation?.id ?? '';
    const fate = fates.vendorFate(container, fault);
    const fail = (event: string, sent: boolean) =>
      new UpstreamUnavailableError({ method, url, event, sent });
    return new Promise((resolve, reject) => {
      const timer = scheduler.at(scheduler.now() + timeoutMs, () => {
        if (container.isAlive) reject(fail(`got no whole answer within ${timeoutMs} ms`, true));
      });
      scheduler
        .call(container, fate, () => act(incoming, fault, invocation))
        .then(
          (wire) => {
            if (wire.brokenAt === undefined) resolve({ method, url, ...toReply(wire) });
            else reject(fail('failed on the connection (aborted)', true));
          },
          (error: Error) => {
            const sent = !error.message.startsWith('connect');
            reject(fail(`failed on the connection (${error.message})`, sent));
          },
        )
        .finally(timer.cancel);
    });
  }

  return {
    state,
    truths,
    omissions,
    writes,
    reuses,
    sendFor:
      (container) =>
      (...call) =>
        sendFrom(container, ...call),
    edit: (accountId, change) => {
      const account = state.store.accounts.get(accountId);
      if (account === undefined) throw new Error(`The vendor has no account ${accountId}.`);
      change(account);
      truths.get(accountId)?.note(account, { atMs: scheduler.now() });
    },
  };
}

function purposeOf({ path, method }: IncomingRequest): Purpose {
  if (isAuthPath(path)) return 'token';
  return method === 'GET' ? 'read' : 'write';
}

function toIncoming(
  { method, url, json, form }: OutgoingRequest,
  authorization: string | undefined,
): IncomingRequest {
  const { pathname, searchParams: query } = new URL(url);
  const underApi = pathname.startsWith('/v3/');
  const contentType = form ? 'application/x-www-form-urlencoded' : 'application/json';
  return {
    method,
    path: underApi ? pathname.slice('/v3'.length) : pathname,
    query,
    headers: { authorization, 'content-type': contentType },
    rawBody: form ? new URLSearchParams(form).toString() : json ? JSON.stringify(json) : '',
    underApi,
  };
}

function toReply({ status, headers, payload }: Wire): Omit<Reply, 'method' | 'url'> {
  return { status, headers: new Headers(headers), body: payload };
}
