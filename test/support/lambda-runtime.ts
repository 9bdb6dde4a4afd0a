import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import {
  type FunctionFailure,
  type InvocationResult,
  startRuntimeApi,
  type Usage,
} from './lambda-runtime-api.ts';

const BOOTSTRAP = join(import.meta.dirname, 'lambda-runtime-bootstrap.mjs');

const LIMITS = {
  /** Milliseconds; the longest that Lambda allows, which sync has. */
  timeoutMs: 15 * 60_000,
  /** Milliseconds; Lambda's own limit for the init phase. */
  initTimeoutMs: 10_000,
} as const;

export interface FunctionOptions {
  /** An ES module that exports `handler`; its folder's name is the function's. */
  bundlePath: string;
  /** All that the function sees, beside PATH, and HOME and TZ, which keep this machine's settings away from it. */
  environment: Record<string, string>;
  timeoutMs?: number;
  initTimeoutMs?: number;
}

/** One execution environment: after a failed start, a crash or a time-out every further invocation says so. */
export interface LambdaFunction {
  /** Milliseconds from the start of the process until it asked for its first event. */
  initMs: number;
  /** Never rejects. Invocations wait for each other, as there is one process. */
  invoke(event: unknown): Promise<InvocationResult>;
  /** What the process had used when it last spoke to its runtime: ready for an event, or done with one. */
  usage(): Usage;
  /** Everything the process has written so far, also after `close`. */
  logs(): string;
  close(): Promise<void>;
}

/**
 * Starts a function in a fresh Node process as Lambda does, and waits until it is ready for its first event or has
 * failed to start; invocations then answer with that failure.
 */
export async function startFunction(options: FunctionOptions): Promise<LambdaFunction> {
  const { timeoutMs = LIMITS.timeoutMs, initTimeoutMs = LIMITS.initTimeoutMs } = options;
  const bundlePath = resolve(options.bundlePath);
  const name = basename(dirname(bundlePath));
  const api = await startRuntimeApi(`arn:aws:lambda:us-east-1:000000000000:function:${name}:live`);
  const log = openLog();
  const startedMs = performance.now();
  const child = startProcess([BOOTSTRAP, api.address, bundlePath], log, options.environment);
  const exited = waitForExit(child);
  const gone = Promise.race([api.failed, exited]);

  async function runOne(event: unknown): Promise<InvocationResult> {
    const invocation = { requestId: randomUUID(), deadlineMs: Date.now() + timeoutMs, event };
    return stopAfter(timeoutMs, 'Task', child, Promise.race([gone, api.run(invocation)]));
  }

  const ready = Promise.race([gone, api.ready]);
  const failedStart = await stopAfter(initTimeoutMs, 'Init', child, ready);
  const initMs = performance.now() - startedMs;
  let turn: Promise<unknown> = Promise.resolve();
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    child.kill('SIGKILL');
    await exited;
    await api.close();
    log.close();
  }

  return {
    initMs,
    usage: api.usage,
    invoke: (event) => {
      const result = turn.then(() => failedStart ?? runOne(event));
      turn = result;
      return result;
    },
    logs: log.read,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

interface Log {
  folder: string;
  descriptor: number;
  read(): string;
  close(): void;
}

/** A file and not a pipe: what was written before a reply is there when the reply is. */
function openLog(): Log {
  const folder = mkdtempSync(join(tmpdir(), 'function-'));
  const path = join(folder, 'log');
  const descriptor = openSync(path, 'a');
  let kept: string | undefined;
  const read = () => kept ?? readFileSync(path, 'utf8');
  return {
    folder,
    descriptor,
    read,
    close: () => {
      kept = read();
      closeSync(descriptor);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The folder is home too: the SDK would read `~/.aws` of whoever runs this. */
function startProcess(
  parameters: string[],
  { folder, descriptor }: Log,
  environment: Record<string, string>,
): ChildProcess {
  return spawn(process.execPath, parameters, {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, TZ: 'UTC', ...environment },
    stdio: ['ignore', descriptor, descriptor],
  });
}

async function waitForExit(child: ChildProcess): Promise<FunctionFailure> {
  const [code, signal] = await once(child, 'exit');
  const reason = signal === null ? `exit status ${code}` : `signal: ${signal}`;
  return toFailure('Runtime.ExitError', `Runtime exited with error: ${reason}`);
}

/** The outcome; when it does not come in time the process is killed. */
async function stopAfter<T>(
  timeoutMs: number,
  what: string,
  child: ChildProcess,
  outcome: Promise<T>,
): Promise<T | FunctionFailure> {
  const timedOut = Promise.withResolvers<FunctionFailure>();
  const timer = setTimeout(() => {
    const seconds = (timeoutMs / 1000).toFixed(2);
    timedOut.resolve(toFailure('Sandbox.Timedout', `${what} timed out after ${seconds} seconds`));
    child.kill('SIGKILL');
  }, timeoutMs);
  try {
    return await Promise.race([outcome, timedOut.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function toFailure(errorType: string, errorMessage: string): FunctionFailure {
  return { errorType, errorMessage, trace: [] };
}
