import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test, vi } from 'vitest';
import { createRunFolder, realAccount, runLocal, spawnLocal } from '../support/local-run.ts';
import { startSandbox } from '../support/sandbox.ts';
import { startScriptedVendor } from '../support/scripted-vendor.ts';

// Each run starts a process; some tests need three.
vi.setConfig({ testTimeout: 60_000 });

/** No line wider than a terminal, no colour, no spinner. */
function expectPlain(text: string): void {
  const lines = text.split('\n');
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(text).toBe(stripVTControlCharacters(text).replaceAll('\r', ''));
}

test('a first run makes snapshot 1 and shows senders, changes, requests and what to try', async () => {
  const folder = await createRunFolder();

  const { code, stdout, stderr } = await runLocal(['--folder', folder]);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('Account  InstaPrinz, kept as "main"');
  expect(stdout).toContain('changed: snapshot 1 is new');
  expect(stdout).toContain('2 requests to the Constant Contact sandbox');
  expect(stdout).toMatch(/InstaPrinz@gmail\.com {2}✔ confirmed {4}2020-06-29 {2}BILLING, CONTACT/);
  expect(stdout).toContain('The account was connected.');
  expect(stdout).toContain('Try next');
  expectPlain(stdout.replace(folder, '.local'));
});

test('a second run finds the data of the first and nothing changed', async () => {
  const folder = await createRunFolder();
  await runLocal(['--folder', folder]);

  const { code, stdout } = await runLocal(['--folder', folder]);

  expect(code).toBe(0);
  expect(stdout).toContain('unchanged: snapshot 1 is still true');
  expect(stdout).toMatch(/Changed since the last check, .* UTC\n\n {2}Nothing\./);
});

test("whoever edits the sandbox's account acts as a person does in the vendor's web pages", async () => {
  const folder = await createRunFolder();
  await runLocal(['--folder', folder]);
  const path = join(folder, 'sandbox.json');
  const edited = (await readFile(path, 'utf8')).replace('UNCONFIRMED', 'CONFIRMED');
  await writeFile(path, edited);

  const { stdout } = await runLocal(['--folder', folder]);

  expect(stdout).toContain('•  dlang@example.com was confirmed.');
  expect(await readFile(path, 'utf8')).toBe(edited);
});

test('a changed night says what it would have mailed', async () => {
  const folder = await createRunFolder();
  await runLocal(['--folder', folder]);
  const path = join(folder, 'sandbox.json');
  const file = JSON.parse(await readFile(path, 'utf8'));
  file.account.senders.shift();
  await writeFile(path, JSON.stringify(file));

  const { stdout } = await runLocal(['--folder', folder]);

  expect(stdout).toMatch(
    /Deployed, this night would have sent 1 mail\n\n {2}✖ {2}InstaPrinz \(main\): InstaPrinz@/,
  );
  expectPlain(stdout.replace(folder, '.local'));
});

test('--json prints one object with the result and the senders, and nothing else', async () => {
  const folder = await createRunFolder();

  const { code, stdout, stderr } = await runLocal(['--folder', folder, '--json', '--verbose']);

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    account: 'main',
    outcome: 'changed',
    snapshot: 1,
    checkedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    requests: 2,
    changes: [{ kind: 'AccountConnected' }],
    announcements: [],
    senders: [{ email_address: 'dlang@example.com', confirm_status: 'UNCONFIRMED' }, {}, {}],
  });
  expect(stderr).toContain('run finished');
});

test('the token lies in a file for its owner alone and is printed nowhere', async () => {
  const folder = await createRunFolder();

  const { stdout, stderr } = await runLocal(['--folder', folder, '--verbose']);

  const path = join(folder, 'secrets.json');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  const token = /access_token\\":\\"([^\\]+)/.exec(await readFile(path, 'utf8'))?.[1] ?? '';
  expect(token.length).toBeGreaterThan(1000);
  expect(stdout + stderr).not.toContain(token);
});

test('AWS settings of the caller lead nowhere else', async () => {
  const folder = await createRunFolder();
  const env = {
    AWS_PROFILE: 'production',
    AWS_REGION: 'eu-west-1',
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
    AWS_USE_FIPS_ENDPOINT: 'true',
    TABLE_NAME: 'production',
  };

  const { code, stderr } = await runLocal(['--folder', folder], { env });

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('a token of your own checks the real service under the alias real', async () => {
  const folder = await createRunFolder();
  const { sandbox, accountId } = await startSandbox();
  const token = sandbox.issueToken(accountId);

  const { stdout } = await runLocal(['--folder', folder], realAccount(sandbox.apiUrl, token));

  expect(stdout).toContain('kept as "real"');
  expect(stdout).toContain('2 requests to Constant Contact\n');
  expect(sandbox.record.map(({ status }) => status)).toEqual([200, 200]);
});

test('a token that is refused is a failed run: one sentence, and an object with what is known', async () => {
  const folder = await createRunFolder();
  const { sandbox, accountId } = await startSandbox();
  const good = realAccount(sandbox.apiUrl, sandbox.issueToken(accountId));
  await runLocal(['--folder', folder], good);

  const wrong = realAccount(sandbox.apiUrl, 'wrong');
  const { code, stdout, stderr } = await runLocal(['--folder', folder, '--json'], wrong);

  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^Constant Contact refuses the token in CONSTANT_CONTACT_ACCESS_TOKEN.*\n$/,
  );
  expect(JSON.parse(stdout)).toMatchObject({
    outcome: 'failed',
    snapshot: null,
    checkedAt: null,
    changes: [],
    error: { name: 'ReauthorizationRequiredError' },
    senders: [{}, {}, {}],
  });
});

test('a token with a blank in it is refused before anything is stored', async () => {
  const folder = await createRunFolder();

  const real = realAccount('http://127.0.0.1:9/v3', 'two words');
  const { code, stderr } = await runLocal(['--folder', folder], real);

  expect(code).toBe(1);
  expect(stderr).toMatch(/^CONSTANT_CONTACT_ACCESS_TOKEN is not an access token: .*\n$/);
  await expect(stat(join(folder, 'secrets.json'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a spent quota defers the run, which is no failure', async () => {
  const folder = await createRunFolder();
  const { sandbox, accountId } = await startSandbox();
  sandbox.play([{ times: 9, fault: { type: 'quotaExceeded' } }]);

  const real = realAccount(sandbox.apiUrl, sandbox.issueToken(accountId));
  const { code, stdout } = await runLocal(['--folder', folder], real);

  expect(code).toBe(0);
  expect(stdout).toMatch(/deferred: the daily quota is used up until \d{4}-\d\d-\d\d 00:00 UTC/);
});

test('a run beside another one on the same folder says so', async () => {
  const folder = await createRunFolder();
  await occupy(folder);

  const { code, stdout, stderr } = await runLocal(['--folder', folder]);

  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(
    /^Another "npm start" is running on .*: wait for it to end, or stop it\.\n$/,
  );
});

test('a run that was killed leaves a folder that the next one can use', async () => {
  const folder = await createRunFolder();
  await runLocal(['--folder', folder]);
  const occupier = await occupy(folder);
  occupier.child.kill('SIGKILL');
  await occupier.finished;

  const { stdout } = await runLocal(['--folder', folder]);

  expect(stdout).toContain('unchanged: snapshot 1 is still true');
});

/** Starts a run that waits for ever for its vendor's first answer. */
async function occupy(folder: string) {
  const asked = Promise.withResolvers<void>();
  const vendor = await startScriptedVendor(() => {
    asked.resolve();
    return 'silent';
  });
  const running = spawnLocal(['--folder', folder], realAccount(vendor.apiUrl, 'any-token'));
  await asked.promise;
  return running;
}

test.each([
  ['database', 'dynamodb/data/CURRENT'],
  ['secrets', 'secrets.json'],
  ['sandbox', 'sandbox.json'],
])('a damaged file of the %s is said in one sentence and left as it is', async (_what, file) => {
  const folder = await createRunFolder();
  await runLocal(['--folder', folder]);
  await writeFile(join(folder, file), 'garbage');

  const { code, stdout, stderr } = await runLocal(['--folder', folder, '--json']);

  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^The data in .* is damaged .* "npm start -- --reset" starts afresh .*\n$/,
  );
  expect(JSON.parse(stdout)).toMatchObject({
    outcome: 'failed',
    error: { name: 'DamagedDataError' },
  });
  expect(await readFile(join(folder, file), 'utf8')).toBe('garbage');
});

test('a history that a damaged log has taken along is not begun anew', async () => {
  const folder = await createRunFolder();
  await runLocal(['--folder', folder]);
  // As a killed run leaves it.
  await rm(join(folder, 'dynamodb', 'seal.json'));
  const data = join(folder, 'dynamodb', 'data');
  const log = (await readdir(data)).find((file) => file.endsWith('.log')) ?? '';
  await writeFile(join(data, log), randomBytes((await stat(join(data, log))).size));

  const { code, stderr } = await runLocal(['--folder', folder]);

  expect(code).toBe(1);
  expect(stderr).toBe(
    `The data in ${folder} is damaged (the database has lost its table); nothing was changed, and "npm start -- --reset" starts afresh after asking.\n`,
  );
});

test('a folder that cannot be one is said in one sentence', async () => {
  const folder = await createRunFolder();
  await writeFile(folder, 'a file');

  const { code, stderr } = await runLocal(['--folder', folder]);

  expect(code).toBe(1);
  expect(stderr).toMatch(/^The folder .* cannot be used: ENOTDIR: .*\n$/);
});

test.each([
  [['--nights', '0'], /Give a whole number from 1 to/],
  [['--reset', '--json'], /'--reset' cannot be used with option '--json'/],
  [['--port', '80'], /unknown option '--port'/],
  [['60'], /too many arguments.*\n+Options stand after --/],
])('the arguments %j are refused with a reason', async (args, reason) => {
  const { code, stdout, stderr } = await runLocal(args);

  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(reason);
});
