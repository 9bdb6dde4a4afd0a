import { EVENT_SOURCE, TRIGGER, UPDATE_APPLIED } from '../../lambda/shared/contract.ts';
import type { RecordedEvent } from './eventbridge/put-events.ts';

/** What the event rule makes of the events on the bus: one check for each update that may have changed an account. */
export function toSyncEvents(
  events: readonly RecordedEvent[],
): { account: string; trigger: string }[] {
  return events.flatMap(({ source, detailType, detail: { account } }) =>
    source === EVENT_SOURCE && detailType === UPDATE_APPLIED && typeof account === 'string'
      ? [{ account, trigger: TRIGGER.update }]
      : [],
  );
}
