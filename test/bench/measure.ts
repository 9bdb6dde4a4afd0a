import { type LambdaFunction, startFunction } from '../support/lambda-runtime.ts';
import type { Candidate } from './candidate.ts';
import type { Used } from './services/meter.ts';
import type { Services } from './services/start-services.ts';
import { type Spread, toSpread } from './statistics.ts';

/** How many fresh processes each candidate gets, and how many further invocations there are in each of them. */
export interface Runs {
  cold: number;
  warmEach: number;
}

const FIGURES = ['init', 'cold', 'warm', 'coldCpu', 'warmCpu', 'peakMb'] as const;

/** Milliseconds, but MB of memory: `cold` is init and first invocation, `coldCpu` all that the process computed then. */
type Figure = (typeof FIGURES)[number];

/** One candidate over all its runs. */
export interface Measured extends Record<Figure, Spread> {
  name: string;
  /** By the invocation that was proved right. */
  used: Used;
  chainMs?: Candidate['chainMs'];
}

interface Subject {
  candidate: Candidate;
  used: Used;
  samples: Record<Figure, number[]>;
}

/** An artifact answered with an error. */
export class InvocationError extends Error {
  override readonly name = 'InvocationError';

  constructor(candidate: string, words: string) {
    super(`${candidate} failed: ${words}`);
  }
}

/**
 * Proves every candidate right, then measures them turn by turn, so that whatever else the machine does hits all alike.
 * Throws InvocationError, or what a candidate's own checks throw.
 */
export async function measure(
  services: Services,
  candidates: readonly Candidate[],
  runs: Runs,
  advance: () => void,
): Promise<Measured[]> {
  const subjects: Subject[] = [];
  for (const candidate of candidates) {
    subjects.push({ candidate, used: await prove(services, candidate), samples: noSamples() });
  }
  for (let round = 0; round < runs.cold; round += 1) {
    for (const subject of subjects) {
      await sample(services, subject, runs.warmEach);
      advance();
    }
    // Nobody always follows the same one.
    subjects.push(...subjects.splice(0, 1));
  }
  return candidates.map((candidate) => summarise(subjects, candidate));
}

/** One invocation in a fresh process, with all that the candidate has to say about it. */
export async function prove(services: Services, candidate: Candidate): Promise<Used> {
  const started = await start(services, candidate);
  try {
    await candidate.before?.();
    await services.ask.reset();
    await invoke(started, candidate);
    const used = await services.ask.used();
    await candidate.prove?.(used);
    return used;
  } finally {
    await started.close();
  }
}

async function sample(
  services: Services,
  { candidate, samples }: Subject,
  warmEach: number,
): Promise<void> {
  await candidate.before?.();
  const started = await start(services, candidate);
  try {
    const firstMs = await invoke(started, candidate);
    samples.init.push(started.initMs);
    samples.cold.push(started.initMs + firstMs);
    samples.coldCpu.push(started.usage().cpuMs);
    for (let turn = 0; turn < warmEach; turn += 1) {
      await candidate.before?.();
      const cpuBeforeMs = started.usage().cpuMs;
      samples.warm.push(await invoke(started, candidate));
      samples.warmCpu.push(started.usage().cpuMs - cpuBeforeMs);
    }
    samples.peakMb.push(started.usage().peakMb);
  } finally {
    await started.close();
  }
}

function start(
  services: Services,
  { bundlePath, environment }: Candidate,
): Promise<LambdaFunction> {
  return startFunction({ bundlePath, environment: { ...services.environment, ...environment } });
}

/** Resolves with the milliseconds that it took. */
async function invoke({ invoke, logs }: LambdaFunction, candidate: Candidate): Promise<number> {
  const event = candidate.makeEvent();
  const startedMs = performance.now();
  const result = await invoke(event);
  const tookMs = performance.now() - startedMs;
  if ('errorType' in result) {
    throw new InvocationError(
      candidate.name,
      `${result.errorType}: ${result.errorMessage}\n${logs()}`,
    );
  }
  candidate.check?.(result.payload);
  return tookMs;
}

function summarise(subjects: readonly Subject[], candidate: Candidate): Measured {
  const subject = subjects.find((one) => one.candidate === candidate);
  if (!subject) throw new Error(`${candidate.name} was not measured.`);
  const { used, samples } = subject;
  const { name, chainMs } = candidate;
  const spreads = FIGURES.map((figure) => [figure, toSpread(samples[figure])]);
  return { name, used, ...(chainMs && { chainMs }), ...Object.fromEntries(spreads) };
}

function noSamples(): Subject['samples'] {
  return { init: [], cold: [], warm: [], coldCpu: [], warmCpu: [], peakMb: [] };
}
