import { open, rename, rm } from 'node:fs/promises';

/** Only the owner reads or writes what lies here: tokens are among it. */
const FILE_MODE = 0o600;

/** Replaces the file as a whole or not at all, with mode 0600 from its first byte on. */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp`;
  // A left-over of a killed process may have another mode, and an existing file would keep it.
  await rm(temporary, { force: true });
  const file = await open(temporary, 'wx', FILE_MODE);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
