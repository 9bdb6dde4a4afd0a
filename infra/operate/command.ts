import { toPlainLine } from '../../lambda/shared/printable.ts';
import { toSentence } from '../local/failure.ts';

/** Exit codes of all commands: 0 is good. */
export const EXIT = { failed: 1, findings: 2 } as const;

/**
 * Runs a command to its end. Whatever it throws becomes one sentence on standard error and exit code 1.
 */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  // A reader that has seen enough, such as head, is no failure.
  process.stdout.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') explain(error);
    process.exit();
  });
  // The embedded database throws where nobody can catch it when its folder fails under it.
  process.once('uncaughtException', (error) => {
    explain(error);
    process.exit(EXIT.failed);
  });
  await command().catch(explain);
}

/** One line on standard error. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

function explain(error: unknown): void {
  note(toPlainLine(toSentence(error)));
  process.exitCode = EXIT.failed;
}
