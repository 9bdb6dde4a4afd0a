import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { FOLDERS, isFolder, LEFT_OUT } from './folders.ts';

/** Reports, and what the next run takes over of the last. */
const OUTPUT = '.stryker';

const OPTIONS = {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'test/mutation/vitest.config.ts' },
  coverageAnalysis: 'perTest',
  concurrency: 1,
  // Below `break` the command fails.
  thresholds: { high: 95, low: 85, break: 85 },
  reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
  clearTextReporter: { reportTests: false },
  tempDirName: `${OUTPUT}/sandbox`,
  // Stryker would rewrite tsconfig.json by an interface that TypeScript 7 has not; ours needs no rewriting.
  tsconfigFile: 'none',
} satisfies ConstructorParameters<typeof Stryker>[0];

/** `account`, or one file of it: `account/diff.ts`. */
async function mutate(target: string, incremental: boolean): Promise<void> {
  const [folder] = target.split('/');
  if (!isFolder(folder)) {
    throw new Error(`"${target}" is no folder of lambda/: use ${Object.keys(FOLDERS).join(', ')}.`);
  }
  const { tests, isStaticTried } = FOLDERS[folder];
  process.env['MUTATION_TESTS'] = tests.join(' ');
  const report = `${OUTPUT}/${target.replaceAll('/', '-')}`;
  const stryker = new Stryker({
    ...OPTIONS,
    incremental,
    ignoreStatic: !isStaticTried,
    mutate: [
      target.endsWith('.ts') ? `lambda/${target}` : `lambda/${target}/**/*.ts`,
      ...LEFT_OUT.map((path) => `!${path}`),
    ],
    incrementalFile: `${OUTPUT}/${folder}.incremental.json`,
    htmlReporter: { fileName: `${report}.html` },
    jsonReporter: { fileName: `${report}.json` },
  });
  await stryker.runMutationTest();
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { incremental: { type: 'boolean', default: false } },
});
for (const target of positionals.length > 0 ? positionals : Object.keys(FOLDERS)) {
  await mutate(target, values.incremental);
}
