import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NOTICES_FILE } from '../../../infra/third-party-notices.ts';
import { type Finished, run } from './run.ts';

/** The functions of the stack, in the order in which they are built. */
const FUNCTIONS = ['audit', 'rotate-token', 'sync', 'update'];

/** A Python program that npm cannot bring; where it is missing, CDK's own validation has to do. */
const hasCfnLint = (await run('cfn-lint', '--version')).exitCode === 0;

describe('npm run synth', () => {
  let output: string;
  let good: Finished;

  const synth = (...parameters: string[]) =>
    run('npm', 'run', '--silent', 'synth', '--', '--output', output, ...parameters);

  beforeAll(async () => {
    output = mkdtempSync(join(tmpdir(), 'synth-'));
    good = await synth();
  }, 120_000);

  afterAll(() => {
    rmSync(output, { recursive: true });
  });

  test('succeeds and has nothing to complain of', () => {
    const built = withoutNpm(good.stderr)
      .replace(/\d+ KB/g, '# KB')
      .split('\n');
    expect(built).toEqual(FUNCTIONS.map((name) => `Built .build/${name}/index.mjs (# KB)`));
    expect(good.stdout).toBe('');
    expect(good.exitCode).toBe(0);
  });

  test('puts the bundles with their licences beside the template, and nothing else', () => {
    const assets = readdirSync(output).filter((name) => name.startsWith('asset.'));

    expect(assets).toHaveLength(FUNCTIONS.length);
    for (const asset of assets) {
      expect(readdirSync(join(output, asset)).sort()).toEqual([NOTICES_FILE, 'index.mjs']);
    }
  });

  test.skipIf(!hasCfnLint)('makes a template that cfn-lint takes without a warning', async () => {
    const template = join(output, 'ConstantContactAccountSync.template.json');

    const { exitCode, stdout } = await run('cfn-lint', template);

    expect(stdout).toBe('');
    expect(exitCode).toBe(0);
  });

  test.each([
    ['schedule=cron(15 2 * * *)', 'its cron has 5 fields instead of 6'],
    ['secondSchedule=rate(0 hours)', 'its rate is not above 0'],
    ['timeZone=Mars/Base', 'it must be a name of the IANA time zone database'],
    ['intervalHours=abc', 'it must be a whole number from 1 to 166'],
    ['reservedConcurrency=no', 'it must be true or false'],
    ['requestSpacingMs=100', 'it must be a whole number from 250 to 10000'],
    ['logRetentionDays=91', 'it must be a number of days that CloudWatch Logs knows'],
    ['pendingTooLongDays=0', 'it must be a whole number from 1 to 365'],
    ['alarmEmail=ops', 'it must be e-mail addresses separated by commas'],
    ['tableName=a b', 'it must be the name of a table'],
  ])('answers -c "%s" with one sentence and exit code 1', async (context, reason) => {
    const { exitCode, stdout, stderr } = await synth('-c', context);

    const lines = withoutNpm(stderr).split('\n');
    const [sentence, ...others] = lines.filter((line) => !line.startsWith('Built '));
    expect(sentence).toContain(`The context value ${context} cannot be used: ${reason}`);
    expect(others).toEqual(['node infra/app.ts: Subprocess exited with error 1']);
    expect(stdout).toBe('');
    expect(exitCode).toBe(1);
  });
});

/** What the commands themselves said: npm may warn of the machine's own settings. */
function withoutNpm(stderr: string): string {
  return stderr
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('npm '))
    .join('\n');
}
