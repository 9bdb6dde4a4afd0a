import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BuiltFunction, buildFunctions } from '../../../infra/build.ts';
import { BUNDLE_PACKAGES, OWN_CODE } from '../../../infra/bundle-packages.ts';
import { STAND_INS } from '../../../infra/sdk-stand-ins.ts';

/** KB. Grown on purpose only: what a bundle weighs is what each cold start reads. */
const LARGEST_BUNDLE_KB = 320;

describe('the deployed bundles', () => {
  let folder: string;
  let built: BuiltFunction[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bundle-'));
    built = await buildFunctions({ buildFolder: folder });
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const readMetafile = (): Metafile =>
    JSON.parse(readFileSync(join(folder, 'metafile.json'), 'utf8'));

  test('are one for each function', () => {
    expect(built.map(({ name }) => name)).toEqual(['audit', 'rotate-token', 'sync', 'update']);
  });

  test('load nothing by `require`, which a module on Lambda does not have', () => {
    for (const { bundlePath } of built) {
      const isRequiring = readFileSync(bundlePath, 'utf8').includes('Dynamic require');

      expect(isRequiring, bundlePath).toBe(false);
    }
  });

  test('stay small', () => {
    for (const { bundlePath } of built) {
      expect(statSync(bundlePath).size / 1000, bundlePath).toBeLessThan(LARGEST_BUNDLE_KB);
    }
  });

  test('hold every package that is listed for them, and no other', () => {
    const found = new Set(built.flatMap(({ packages }) => packages.map(({ name }) => name)));

    expect([...found].sort()).toEqual([OWN_CODE, ...Object.keys(BUNDLE_PACKAGES)].sort());
  });

  test.each(STAND_INS)('hold the stand-in for $file', ({ file, contents }) => {
    const inputs = Object.entries(readMetafile().inputs).filter(([path]) => file.test(path));

    expect(inputs.map(([, { bytes }]) => bytes)).toEqual([contents.length]);
  });

  test('leave out nothing but what the SDK would load for streams of events', () => {
    const { outputs } = readMetafile();
    const imports = Object.values(outputs).flatMap((output) => output.imports);
    const left = imports.filter(({ path, external }) => external && !isBuiltin(path));

    expect(left.map(({ path, kind }) => `${kind} of ${path}`)).toEqual(
      built.map(() => 'dynamic-import of @smithy/core/event-streams'),
    );
  });

  test('do not mention their source map, which is not deployed', () => {
    for (const { bundlePath } of built) {
      const isMentioned = readFileSync(bundlePath, 'utf8').includes('sourceMappingURL=');

      expect(isMentioned, bundlePath).toBe(false);
    }
  });
});
