import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const OPERATE = fileURLToPath(new URL('../../infra/operate/', import.meta.url));

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs what `npm run audit`, `sync`, `forget` or `doctor` runs, without a terminal and with no AWS settings but those given. */
export function runCommand(
  name: 'audit' | 'sync' | 'forget' | 'doctor',
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [`${OPERATE}${name}.ts`, ...args],
      {
        env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...env },
        maxBuffer: 64 * 1024 * 1024,
      },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
    child.stdin?.end();
  });
}
