import { existsSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { isClaimed } from './claim-folder.ts';
import { emptyFolders } from './empty-folders.ts';
import { fleetFolderOf, storyFolderOf } from './folders.ts';
import { toShortPath } from './style.ts';

/** Nobody is there to be asked. */
export class NobodyToAskError extends Error {
  override readonly name = 'NobodyToAskError';

  constructor() {
    super('Nothing was deleted: run --reset in a terminal, where it can ask, or add --yes.');
  }
}

/** The person asked did not say yes. */
export class DeclinedError extends Error {
  override readonly name = 'DeclinedError';

  constructor() {
    super('Nothing was deleted, because the answer was not yes.');
  }
}

/** Puts a question and returns the answer. */
export type Ask = (question: string) => Promise<string>;

/**
 * Deletes what local runs keep in the folder, story and fleet included, if the answer is yes, and says what was done.
 * Throws DeclinedError, what asking throws, ForeignFolderError, and FolderInUseError while another process uses one of
 * these folders, with nothing deleted of any.
 */
export async function reset(folder: string, ask: Ask): Promise<string> {
  const name = toShortPath(folder);
  if (!(await isClaimed(folder))) return `There is nothing in ${name} to delete.`;
  const answer = await ask(
    `Delete all snapshots, runs, sandbox changes and tokens in ${name}? Type yes to go on: `,
  );
  if (answer.trim().toLowerCase() !== 'yes') throw new DeclinedError();
  const inner = [storyFolderOf(folder), fleetFolderOf(folder)].filter(existsSync);
  await emptyFolders([...inner, folder]);
  for (const one of inner) await rmdir(one).catch(() => undefined);
  return `Deleted what earlier runs had kept in ${name}: the next one starts afresh.`;
}

/** Asks on the terminal; throws NobodyToAskError without one. */
export async function askOnTerminal(question: string): Promise<string> {
  if (!process.stdin.isTTY) throw new NobodyToAskError();
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}
