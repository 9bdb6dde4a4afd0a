import type { FunctionName, Invocation } from './containers.ts';
import type { NotedWrite, World } from './world.ts';

/** What is left of a fault of AWS after the SDK's own retries. */
const AWS = [
  ...(['ThrottlingException', 'TimeoutError', 'InternalServerError'] as const),
  ...(['InternalServiceError', 'InternalException'] as const),
];

/** Errors that a run ends with, by what the README tells of them. */
const RUN = [
  ...AWS,
  ...['ContentionError', 'EmptySendersError', 'RemovalNotConfirmedError', 'SettleError'],
  ...['RateLimitedError', 'UnreadableReplyError', 'UpstreamUnavailableError', 'ForbiddenError'],
  ...['ReauthorizationRequiredError', 'AccountMismatchError'],
];

/** All that a function may throw here, whatever went wrong; anything else is its own mistake. */
const NAMES: Readonly<Record<FunctionName, readonly string[]>> = {
  sync: [...RUN, 'NoAccountCheckedError'],
  update: [
    ...AWS,
    ...['BusyError', 'RateLimitedError', 'UpstreamUnavailableError', 'OutcomeUnknownError'],
    ...['QuotaExhaustedError', 'ReauthorizationRequiredError', 'AccountMismatchError'],
  ],
  'rotate-token': [
    ...AWS,
    ...['RateLimitedError', 'UpstreamUnavailableError', 'UnreadableReplyError'],
    ...['RotationUnderWayError', 'TooLittleTimeError', 'RefreshUncertainError'],
    ...['TokensNotStoredError', 'TokenRequestRefusedError', 'ReauthorizationRequiredError'],
  ],
};

/** How long an update waits for another one of its account. */
const BUSY_MS = 20_000;

/** What a function threw, or a run ended with. */
interface Thrown {
  errorName: string;
  account: string;
  invocation: Invocation;
  fromMs: number;
  untilMs: number;
}

/** Every error is one that the function is known by and, where nothing failed around it, one that the story explains. */
export function checkErrors(world: World): string[] {
  const unknown = world.invocations.flatMap(({ name, ending }) => {
    const isKnown = ending?.kind !== 'threw' || NAMES[name].includes(ending.error.name);
    return isKnown ? [] : [`${name} threw ${ending.error.name}: ${ending.error.message}`];
  });
  const unexplained = [...listUpdates(world), ...listRuns(world)]
    .filter(({ invocation }) => invocation.disturbances.length === 0)
    .filter((thrown) => !isExplained(world, thrown))
    .map(
      ({ account, errorName, invocation }) =>
        `${invocation.name} of ${account} came to ${errorName} for no reason`,
    );
  return [...unknown, ...unexplained];
}

/** True for what a run may be recorded with as its error. */
export function isRunError(name: string): boolean {
  return RUN.includes(name);
}

function listUpdates({ invocations, scheduler }: World): Thrown[] {
  return invocations.flatMap((invocation) => {
    const { name, event, ending, startedMs, endedMs } = invocation;
    if (name !== 'update' || ending?.kind !== 'threw') return [];
    const { account } = event as { account: string };
    const untilMs = endedMs ?? scheduler.now();
    return [{ errorName: ending.error.name, account, invocation, fromMs: startedMs, untilMs }];
  });
}

function listRuns({ writes }: World): Thrown[] {
  return writes.filter(({ sk }) => sk.startsWith('RUN#')).flatMap(toThrown);
}

function toThrown({ pk, by: invocation, after, atMs }: NotedWrite): Thrown[] {
  if (after['outcome']?.S !== 'failed' || invocation === undefined) return [];
  const account = pk.replace('ACCOUNT#', '');
  const errorName = after['errorName']?.S ?? '';
  return [{ errorName, account, invocation, fromMs: invocation.startedMs, untilMs: atMs }];
}

function isExplained(world: World, thrown: Thrown): boolean {
  const { errorName, account, invocation, fromMs, untilMs } = thrown;
  const others = world.invocations.filter((one) => one !== invocation);
  const beside = others.filter(
    ({ startedMs, endedMs, endsAtMs }) => startedMs <= untilMs && (endedMs ?? endsAtMs) >= fromMs,
  );
  switch (errorName) {
    case 'BusyError':
      return untilMs - fromMs >= BUSY_MS && isHeld(others, thrown);
    case 'ReauthorizationRequiredError':
    case 'AccountMismatchError':
      return invocation.unfit.includes(account);
    case 'RemovalNotConfirmedError':
      return wasChanging(world, account, fromMs, untilMs);
    case 'ContentionError':
      return beside.some(({ name, event }) => name === 'sync' && isAbout(event, account));
    case 'RateLimitedError':
      // Each keeps the pace by itself alone, and two passes together are too fast.
      return beside.some(({ name }) => name !== 'rotate-token');
    default:
      return false;
  }
}

/** An event without an account is about all. */
function isAbout(event: unknown, account: string): boolean {
  return [undefined, account].includes((event as { account?: string }).account);
}

/** Longer than it is from one look for the lease to the next: in between, one holder may follow another. */
const LOOK_MS = 1_000;

/** Through all of an update's wait others of its account held the lease, or had it and could not give it back. */
function isHeld(others: readonly Invocation[], { account, fromMs, untilMs }: Thrown): boolean {
  const holders = others
    .filter(({ name, event }) => name === 'update' && isAbout(event, account))
    .toSorted((a, b) => a.startedMs - b.startedMs);
  const heldUntilMs = holders.reduce(
    (heldMs, one) =>
      one.startedMs <= heldMs + LOOK_MS ? Math.max(heldMs, holdsUntil(one)) : heldMs,
    fromMs,
  );
  return heldUntilMs >= untilMs - LOOK_MS;
}

function holdsUntil({ ending, disturbances, endedMs, endsAtMs }: Invocation): number {
  const mayKeep = ending?.kind === 'died' || disturbances.length > 0;
  return mayKeep ? endsAtMs : (endedMs ?? endsAtMs);
}

function wasChanging(
  { vendor, accounts }: World,
  account: string,
  fromMs: number,
  untilMs: number,
): boolean {
  const truth = vendor.truths.get(accounts.get(account) ?? '');
  return (truth?.between(fromMs, untilMs).length ?? 0) > 1;
}
