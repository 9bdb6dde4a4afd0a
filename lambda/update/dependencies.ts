import type { createConstantContact } from '../constant-contact/client.ts';
import type { Tokens } from '../credentials/tokens.ts';
import type { Clock } from '../shared/clock.ts';
import type { OutgoingEvent } from '../shared/events.ts';
import type { Log } from '../shared/log.ts';
import type { EmitMetrics } from '../shared/metrics.ts';
import type { Table } from '../store/table.ts';

/** What an update needs of the outside world; built once per process. */
export interface Dependencies {
  table: Table;
  tokens: Tokens;
  constantContact: ReturnType<typeof createConstantContact>;
  putEvents: (events: readonly OutgoingEvent[]) => Promise<void>;
  emitMetrics: EmitMetrics;
  clock: Clock;
  random: () => number;
  log: Log;
  newOwnerId: () => string;
}

/** The invocation that carries an update out. */
export interface Invocation {
  /** The invocation's id: the reply's, the update record's and the origin's `requestId`. */
  requestId: string;
  /** Epoch ms at which Lambda stops it. */
  endsAtMs: number;
}
