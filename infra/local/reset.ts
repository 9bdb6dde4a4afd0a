import { existsSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { emptyFolder, storyFolderOf } from './folders.ts';
import { toShortPath } from './style.ts';

/** Nobody is there to be asked. */
export class NobodyToAskError extends Error {
  override readonly name = 'NobodyToAskError';

  constructor(folder: string) {
    super(
      `Nothing was deleted: run --reset in a terminal to be asked about ${toShortPath(folder)}, or add --yes.`,
    );
  }
}

/** The person asked did not say yes. */
export class DeclinedError extends Error {
  override readonly name = 'DeclinedError';

  constructor() {
    super('Nothing was deleted, because the answer was not "yes".');
  }
}

/**
 * Empties the folder after asking, the story's included, and says what was done. Throws NobodyToAskError or
 * DeclinedError, and FolderInUseError while another process uses it.
 */
export async function reset(folder: string, isAgreed: boolean): Promise<string> {
  if (!existsSync(folder)) return `There is nothing in ${toShortPath(folder)} to delete.`;
  if (!isAgreed) await ask(folder);
  const story = storyFolderOf(folder);
  if (existsSync(story)) {
    await emptyFolder(story);
    await rmdir(story).catch(() => undefined);
  }
  await emptyFolder(folder);
  return `Deleted what earlier runs had kept in ${toShortPath(folder)}: the next one starts afresh.`;
}

async function ask(folder: string): Promise<void> {
  if (!process.stdin.isTTY) throw new NobodyToAskError(folder);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const question = `Delete all snapshots, runs and tokens in ${toShortPath(folder)}? Type yes to go on: `;
    const answer = await terminal.question(question);
    if (answer.trim().toLowerCase() !== 'yes') throw new DeclinedError();
  } finally {
    terminal.close();
  }
}
