import { fitsReply } from './change-reply.ts';
import type { Fault, PlannedFault } from './scenario.ts';
import type { IncomingRequest } from './state.ts';

/** A fault that a request has taken; `putBack` makes it wait for the next one. */
export interface TakenFault {
  fault: Fault;
  putBack: () => void;
}

export interface FaultQueue {
  /** Takes them over: their counts run down here. */
  add(faults: PlannedFault[]): void;
  clear(): void;
  /** The first fault in order that waits for this request of this account, if there is one. */
  take(request: IncomingRequest, accountId: string | undefined): TakenFault | undefined;
}

export function createFaultQueue(): FaultQueue {
  let waiting: PlannedFault[] = [];
  return {
    add: (faults) => {
      waiting.push(...faults);
    },
    clear: () => {
      waiting = [];
    },
    take: (request, accountId) => {
      for (const planned of waiting) {
        if (planned.times === 0 || !waitsFor(planned, request, accountId)) continue;
        if (planned.skip > 0) {
          planned.skip -= 1;
          continue;
        }
        planned.times -= 1;
        const putBack = () => {
          planned.times += 1;
        };
        return { fault: planned.fault, putBack };
      }
      return undefined;
    },
  };
}

function waitsFor(
  { on, fault }: PlannedFault,
  request: IncomingRequest,
  accountId: string | undefined,
): boolean {
  const aimed =
    (on.account === undefined || on.account === accountId) &&
    (on.method === undefined || on.method === request.method) &&
    (on.path === undefined || on.path === request.path);
  return aimed && fitsReply(fault, request);
}
