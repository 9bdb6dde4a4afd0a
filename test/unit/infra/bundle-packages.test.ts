import { describe, expect, test } from 'vitest';
import {
  assertKnownPackages,
  listBundledPackages,
  OWN_CODE,
} from '../../../infra/bundle-packages.ts';

/** A build of one bundle in which each of these files takes so many bytes. */
function buildOf(files: Record<string, number>) {
  const inputs = Object.entries(files).map(([path, bytesInOutput]) => [path, { bytesInOutput }]);
  const output = { bytes: 0, imports: [], exports: [], inputs: Object.fromEntries(inputs) };
  return { inputs: {}, outputs: { '.build/sync/index.mjs': output } };
}

describe('the packages of a bundle', () => {
  test('are added up by their names, the largest first', () => {
    const { outputs } = buildOf({
      'lambda/sync/handler.ts': 100,
      'node_modules/zod/v4/core/schemas.js': 30,
      'node_modules/zod/v4/core/util.js': 20,
      'node_modules/@smithy/core/dist-es/index.js': 70,
      'node_modules/@aws-sdk/core/node_modules/tslib/tslib.es6.mjs': 10,
      'node_modules/ky/distribution/index.js': 0,
    });

    expect(listBundledPackages(outputs['.build/sync/index.mjs'])).toEqual([
      { name: OWN_CODE, bytes: 100 },
      { name: '@smithy/core', bytes: 70 },
      { name: 'zod', bytes: 50 },
      { name: 'tslib', bytes: 10 },
    ]);
  });

  test('may be those that are listed', () => {
    const metafile = buildOf({ 'lambda/sync/handler.ts': 100, 'node_modules/zod/index.js': 30 });

    expect(() => assertKnownPackages(metafile)).not.toThrow();
  });

  test('fail the build when one is new, whoever brought it in', () => {
    const metafile = buildOf({ 'node_modules/zod/node_modules/left-pad/index.js': 1_234 });

    expect(() => assertKnownPackages(metafile)).toThrow(
      '.build/sync/index.mjs holds 1.2 KB of the package left-pad, which is not on the list in ' +
        'infra/bundle-packages.ts: do without it, or add it there with its reason.',
    );
  });
});
