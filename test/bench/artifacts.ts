import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildFunctions } from '../../infra/build.ts';
import { buildBaseline } from './baseline/build.ts';

/** Paths of the bundles that are measured. */
export interface Artifacts {
  sync: string;
  update: string;
  audit: string;
  rotateToken: string;
  baseline: string;
  baselineBundled: string;
  /** A function that does nothing, which shows what every start costs. */
  empty: string;
}

/** Packages the functions as the stack deploys them, and what they are compared with, in folders below `folder`. */
export async function buildArtifacts(folder: string): Promise<Artifacts> {
  const built = await buildFunctions({ buildFolder: join(folder, 'functions') });
  const paths = Object.fromEntries(built.map(({ name, bundlePath }) => [name, bundlePath]));
  const baseline = await buildBaseline(folder);
  return {
    sync: paths['sync'] ?? '',
    update: paths['update'] ?? '',
    audit: paths['audit'] ?? '',
    rotateToken: paths['rotate-token'] ?? '',
    baseline: baseline.asCdkDoes,
    baselineBundled: baseline.bundled,
    empty: writeEmpty(folder),
  };
}

function writeEmpty(folder: string): string {
  const path = join(folder, 'empty', 'index.mjs');
  mkdirSync(join(folder, 'empty'));
  writeFileSync(path, 'export const handler = async () => {};\n');
  return path;
}
