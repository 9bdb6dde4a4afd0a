import type { SandboxAccount } from '../../../infra/local/sandbox/account.ts';
import type { Fault } from '../../../infra/local/sandbox/scenario.ts';
import { drawAwsFault, toAwsFate } from './aws-faults.ts';
import { CALM, type Climate, type Target } from './climate.ts';
import type { Container } from './containers.ts';
import type { Random } from './random.ts';
import type { Fate } from './scheduler.ts';
import { drawVendorFault, type Purpose } from './vendor-faults.ts';

/** Decides what becomes of each call, by the climate of the day. */
export interface Fates {
  setClimate(climate: Climate): void;
  awsFate(container: Container, service: Exclude<Target, 'vendor'>): Fate;
  vendorFault(purpose: Purpose, account: SandboxAccount | undefined): Fault | undefined;
  vendorFate(container: Container, fault: Fault | undefined): Fate;
  /** Whether a process dies in a sleep. */
  crashesAsleep(container: Container): boolean;
  /** Faults so far by what they met, such as `dynamodb: throttled`. */
  counts: ReadonlyMap<string, number>;
}

const VENDOR_LATENCY_MS = [10, 250] as const;

export function createFates(random: Random): Fates {
  const counts = new Map<string, number>();
  let climate: Climate = CALM;

  function note(container: Container, what: string): void {
    counts.set(what, (counts.get(what) ?? 0) + 1);
    container.invocation?.disturbances.push(what);
  }

  function drawCrash(container: Container): Fate['crash'] {
    if (!random.chance(climate.crash)) return undefined;
    note(container, 'crash');
    return random.pick(['before', 'after']);
  }

  return {
    counts,
    setClimate: (next) => {
      climate = next;
    },
    awsFate: (container, service) => {
      const fault = random.chance(climate[service]) ? drawAwsFault(random) : undefined;
      if (fault) note(container, `${service}: ${fault}`);
      return { ...toAwsFate(service, fault, random), crash: drawCrash(container) };
    },
    vendorFault: (purpose, account) => {
      if (!random.chance(climate.vendor)) return undefined;
      return drawVendorFault(purpose, random, account);
    },
    vendorFate: (container, fault) => {
      if (fault) note(container, `vendor: ${fault.type}`);
      return {
        thereMs: random.between(...VENDOR_LATENCY_MS),
        backMs: random.between(...VENDOR_LATENCY_MS),
        ...toTravel(fault, random),
        crash: drawCrash(container),
      };
    },
    crashesAsleep: (container) => drawCrash(container) !== undefined,
  };
}

/** What a fault does to the way there and back. */
function toTravel(fault: Fault | undefined, random: Random): Partial<Fate> {
  switch (fault?.type) {
    case 'dropBefore':
      return { failure: { when: 'before', error: toNetworkError(random.chance(0.5)) } };
    case 'dropAfter':
      return { failure: { when: 'after', error: toNetworkError(false) } };
    case 'delay':
      if (fault.ms >= 10_000) return { isLost: true };
      return fault.act ? { backMs: fault.ms } : { thereMs: fault.ms };
    default:
      return {};
  }
}

/** As the system says it: a connection that was refused proves that nothing was sent, one that was reset does not. */
function toNetworkError(isRefused: boolean): Error {
  return new Error(isRefused ? 'connect ECONNREFUSED' : 'read ECONNRESET');
}
