import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BuiltFunction, buildFunctions } from '../../../infra/build.ts';
import { BUNDLE_PACKAGES, OWN_CODE } from '../../../infra/bundle-packages.ts';
import { STAND_INS } from '../../../infra/sdk-stand-ins.ts';
import { NOTICES_FILE } from '../../../infra/third-party-notices.ts';

interface Bill {
  bomFormat: string;
  components: { name: string; scope: string }[];
}

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

  test('come with the licence of each of their packages', () => {
    for (const { bundlePath, packages } of built) {
      const notices = readFileSync(join(dirname(bundlePath), NOTICES_FILE), 'utf8');
      const named = notices.matchAll(
        /^-{80}\n\n(\S+) \d+\.\d+\.\d+ \((?:Apache-2\.0|MIT|ISC)\)\n\n\s*\S/gm,
      );

      const bundled = packages.map(({ name }) => name).filter((name) => name !== OWN_CODE);
      expect([...named].map(([, name]) => name)).toEqual(bundled.sort());
    }
  });

  // `--omit dev` would leave out what a development package needs too, such as @smithy/core.
  test('stand in the bill of materials that npm run sbom prints, as what is required', () => {
    const bill = execFileSync('npm', ['run', '--silent', 'sbom'], { encoding: 'utf8' });
    const { bomFormat, components }: Bill = JSON.parse(bill);
    const required = components.filter(({ scope }) => scope === 'required');

    expect(bomFormat).toBe('CycloneDX');
    expect(required.map(({ name }) => name)).toEqual(
      expect.arrayContaining(Object.keys(BUNDLE_PACKAGES)),
    );
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
