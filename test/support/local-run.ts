import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const START = fileURLToPath(new URL('../../infra/local/start.ts', import.meta.url));

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcess;
  finished: Promise<Finished>;
}

/** A path in a new temporary folder, for `--folder`; it goes with the test. */
export async function createRunFolder(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'local-run-'));
  onTestFinished(() => rm(parent, { recursive: true }));
  return join(parent, '.local');
}

export interface LocalRunOptions {
  env?: Record<string, string>;
  /** Text for standard input, which is empty without it. */
  input?: string;
}

/** Runs what `npm start` runs, without a terminal, and waits for its end. */
export function runLocal(args: string[], options: LocalRunOptions = {}): Promise<Finished> {
  return spawnLocal(args, options).finished;
}

/** The environment for a run with an account at a vendor of the test. */
export function realAccount(apiUrl: string, token: string): { env: Record<string, string> } {
  return { env: { CONSTANT_CONTACT_API_URL: apiUrl, CONSTANT_CONTACT_ACCESS_TOKEN: token } };
}

/** Starts what `npm start` starts, and ends it with the test at the latest. */
export function spawnLocal(args: string[], { env = {}, input }: LocalRunOptions = {}): Running {
  const child = spawn(process.execPath, [START, ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input);
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk;
  });
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (code) => resolve({ code, ...output }));
  });
  return { child, finished };
}
