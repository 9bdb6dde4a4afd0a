import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { listPackageFolders } from './bundle-packages.ts';

/** Lies beside the bundle in the deployed folder; nothing loads it. */
export const NOTICES_FILE = 'THIRD-PARTY-NOTICES.txt';

const LEGAL_TEXTS = /^(licen[cs]e|copying|notice)(\.|-|$)/i;

const RULE = '-'.repeat(80);

/**
 * Writes name, version and licence of each package that a bundle holds into the bundle's folder; nothing for a bundle of
 * our own code alone. Throws when a package comes without the text of its licence.
 */
export function writeNotices(output: Metafile['outputs'][string], folder: string): void {
  const notices = listPackageFolders(output).map(toNotice).sort();
  if (notices.length === 0) return;
  const head = 'This function is bundled with the packages below, each under its own licence.';
  writeFileSync(join(folder, NOTICES_FILE), [head, ...notices].join(`\n\n${RULE}\n\n`));
}

function toNotice(packageFolder: string): string {
  const { name, version, license } = JSON.parse(
    readFileSync(join(packageFolder, 'package.json'), 'utf8'),
  );
  const files = readdirSync(packageFolder).filter((file) => LEGAL_TEXTS.test(file));
  if (files.length === 0) {
    throw new Error(
      `The package ${name} ${version} comes without the text of its licence, so it cannot be bundled: do without it.`,
    );
  }
  const texts = files.sort().map((file) => readFileSync(join(packageFolder, file), 'utf8').trim());
  return [`${name} ${version} (${license})`, ...texts].join('\n\n');
}
