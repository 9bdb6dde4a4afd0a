import { execFile } from 'node:child_process';

export interface Finished {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs a command of the project to its end, whatever its exit code. */
export function run(command: string, ...parameters: string[]): Promise<Finished> {
  return new Promise((resolve) => {
    const child = execFile(command, parameters, (_error, stdout, stderr) => {
      resolve({ exitCode: child.exitCode ?? -1, stdout, stderr });
    });
  });
}
