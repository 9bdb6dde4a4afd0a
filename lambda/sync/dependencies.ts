import type { createConstantContact } from '../constant-contact/client.ts';
import type { Tokens } from '../credentials/tokens.ts';
import type { Clock } from '../shared/clock.ts';
import type { OutgoingEvent } from '../shared/events.ts';
import type { Log } from '../shared/log.ts';
import type { EmitMetrics } from '../shared/metrics.ts';
import type { Table } from '../store/table.ts';

/** What a sync needs of the outside world; built once per process. */
export interface Dependencies {
  table: Table;
  tokens: Tokens;
  constantContact: ReturnType<typeof createConstantContact>;
  putEvents: (events: readonly OutgoingEvent[]) => Promise<void>;
  emitMetrics: EmitMetrics;
  clock: Clock;
  log: Log;
  /** Milliseconds that each request to the vendor takes of the pace. */
  requestSpacingMs: number;
  /** An unconfirmed sender has waited too long after so many days. */
  pendingTooLongDays: number;
  /** A new random id for each run. */
  newRunId: () => string;
}
