import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'arguments-'));
const scenario = join(folder, 'scenario.json');
const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
writeFileSync(
  scenario,
  `[{"fault":{"type":"wrongTypes","at":"summary","field":"a","value":${deep}}}]`,
);

/** A command, what is wrong with its arguments or its environment, and what it says. */
const REFUSED: [file: string, args: string[], sentence: string, env?: Record<string, string>][] = [
  ['local/start.ts', ['--nights', 'x'], 'Give a whole number from 1 to 4000.'],
  ['local/start.ts', ['--folder', folder, 'update', deep.slice(1)], 'The request is not JSON'],
  ['local/sandbox/main.ts', ['--scenario', scenario], 'Correct the scenario'],
  ['operate/forget.ts', ['--account', '__proto__'], 'is no alias'],
  ['operate/authorize.ts', ['--wait', 'NaN'], 'It is a number of minutes above 0, at most 60.'],
  [
    'operate/doctor.ts',
    ['--local'],
    'CONSTANT_CONTACT_API_URL is not a web address',
    { CONSTANT_CONTACT_API_URL: 'https://me:canary@api.example' },
  ],
];

describe('a command that is given what it cannot use', () => {
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.concurrent.each(REFUSED)(
    'says so in a sentence, not a stack: %s, row %#',
    async (file, args, sentence, env) => {
      const { code, stdout, stderr } = await run(file, args, env);

      expect(stderr).toContain(sentence);
      expect(stdout + stderr).not.toMatch(/^\s+at |node:internal|canary/m);
      expect(code).toBe(1);
    },
  );
});

function run(file: string, args: string[], env: Record<string, string> = {}) {
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    const options = {
      env: { PATH: process.env['PATH'], HOME: folder, ...env },
      cwd: process.cwd(),
    };
    const child = execFile(
      process.execPath,
      [`infra/${file}`, ...args],
      options,
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
    child.stdin?.end();
  });
}
