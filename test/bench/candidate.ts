import type { Used } from './services/meter.ts';

/** One deployed artifact in one situation. */
export interface Candidate {
  /** What it is called in the results. */
  name: string;
  bundlePath: string;
  /** Beside where the services are. */
  environment: Record<string, string>;
  /** Brings about what the next invocation is to find. */
  before?(): Promise<void>;
  /** What the next invocation is given. */
  makeEvent(): unknown;
  /** Throws when a reply is not the right one; looked at after every invocation, the measured ones too. */
  check?(payload: unknown): void;
  /** The correctness gate: throws unless a first invocation in a fresh process left behind what it should. */
  prove?(used: Used): Promise<void>;
  /** The least that the injected delays let an invocation take: milliseconds along its longest chain of requests. */
  chainMs?: number;
}
