import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BuiltFunction, buildFunctions } from '../../../infra/build.ts';

/** KB. Grown on purpose only: what a bundle weighs is what each cold start reads. */
const LARGEST_BUNDLE_KB = 500;

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

  test('do not mention their source map, which is not deployed', () => {
    for (const { bundlePath } of built) {
      const isMentioned = readFileSync(bundlePath, 'utf8').includes('sourceMappingURL=');

      expect(isMentioned, bundlePath).toBe(false);
    }
  });
});
