import type { Artifacts } from '../artifacts.ts';
import type { ProbeResult } from '../results.ts';

/** A measurement of something else than a deployed function. */
export interface Probe {
  /** As `--only` takes it. */
  name: string;
  title: string;
  take(artifacts: Artifacts): Promise<ProbeResult['figures']>;
}
