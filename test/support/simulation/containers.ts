import type { Process } from './scheduler.ts';

export type FunctionName = 'sync' | 'update' | 'rotate-token';

/** How an invocation ended; one that died did not. */
export type Ending =
  | { kind: 'replied'; reply: unknown }
  | { kind: 'threw'; error: Error }
  | { kind: 'died'; why: string };

/** When something really happened, such as a write to the table, an event or a metric, and whose doing it was. */
export interface Noted {
  atMs: number;
  /** Tells the order within a millisecond. */
  order: number;
  by: Invocation | undefined;
}

/** Metrics that were emitted together. */
export type NotedMetrics = Noted & { values: Readonly<Record<string, number>> };

/** One invocation of a function, with what is known of it from outside. */
export interface Invocation {
  id: string;
  name: FunctionName;
  event: unknown;
  startedMs: number;
  endsAtMs: number;
  /** What went wrong around it: faults and crashes. */
  disturbances: string[];
  /** Of the accounts that it is about, those whose tokens did not open them when it began or when it ended. */
  unfit: string[];
  metrics: NotedMetrics[];
  ending?: Ending;
  endedMs?: number;
}

/** A process of a function, with its module state: a token cache and a pace. It serves one invocation at a time. */
export interface Container extends Process {
  readonly name: FunctionName;
  invocation: Invocation | undefined;
  handle: (event: unknown, invocation: Invocation) => Promise<unknown>;
}

/** Bodies of the functions as Lambda limits them, in milliseconds. */
export const TIME_OUT_MS = {
  sync: 900_000,
  update: 120_000,
  'rotate-token': 120_000,
} as const satisfies Record<FunctionName, number>;
