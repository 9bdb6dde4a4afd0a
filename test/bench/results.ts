import { cpus } from 'node:os';
import type { Measured, Runs } from './measure.ts';
import type { Services } from './services/start-services.ts';

/** Everything that one run of the bench has found. */
export interface Results {
  conditions: Conditions;
  cases: CaseResult[];
  probes: ProbeResult[];
}

/** Without these no figure can be compared with another. */
export interface Conditions {
  /** ISO 8601. */
  date: string;
  node: string;
  cpu: string;
  cores: number;
  runs: Runs;
  delaysMs: Services['delaysMs'];
}

export interface CaseResult {
  name: string;
  title: string;
  candidates: Measured[];
}

/** What was measured of something else than a deployed function. */
export interface ProbeResult {
  name: string;
  title: string;
  figures: { label: string; value: number; unit: string }[];
}

export function describeConditions(
  runs: Runs,
  delaysMs: Services['delaysMs'],
  nowMs: number,
): Conditions {
  const cores = cpus();
  return {
    date: new Date(nowMs).toISOString(),
    node: process.version,
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    runs,
    delaysMs,
  };
}
