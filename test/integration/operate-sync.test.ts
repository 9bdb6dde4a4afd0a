import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { runCommand } from '../support/run-command.ts';

const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:sync:live';

const REPLY = {
  schemaVersion: 1,
  account: 'main',
  outcome: 'unchanged',
  snapshot: 3,
  checkedAt: '2026-11-01T02:15:00.000Z',
  requests: 2,
  changes: [],
};

/** Lambda's own protocol, as much as an invocation needs of it: every call gets this reply. */
async function startLambda(status: number, headers: Record<string, string>, reply: object) {
  const calls: { path: string; body: string }[] = [];
  const server = createServer(async (request, response) => {
    calls.push({ path: decodeURIComponent(request.url ?? ''), body: await text(request) });
    response.writeHead(status, headers).end(JSON.stringify(reply));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const env = {
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_MAX_ATTEMPTS: '1',
    AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${port}`,
  };
  return { calls, env };
}

it('checks the account with the function that is named, in the region of its ARN', async () => {
  const { calls, env } = await startLambda(200, {}, REPLY);

  const ended = await runCommand('sync', ['--account', 'main', '--function', ARN], env);

  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toContain(
    'Unchanged: snapshot 3 is still true, checked 2026-11-01 02:15 UTC',
  );
  expect(calls).toEqual([
    { path: `/2015-03-31/functions/${ARN}/invocations`, body: '{"account":"main"}' },
  ]);
});

it('prints the reply as JSON', async () => {
  const { env } = await startLambda(200, {}, REPLY);

  const { stdout } = await runCommand(
    'sync',
    ['--account', 'main', '--function', ARN, '--json'],
    env,
  );

  expect(JSON.parse(stdout)).toEqual(REPLY);
});

it.each([
  [
    200,
    { 'x-amz-function-error': 'Unhandled' },
    { errorType: 'ReauthorizationRequiredError', errorMessage: 'Consent again.' },
    'ReauthorizationRequiredError: Consent again.\n',
  ],
  [
    429,
    { 'x-amzn-errortype': 'TooManyRequestsException' },
    { message: 'Rate Exceeded' },
    'Another check is under way: try again when it has ended.\n',
  ],
  [
    404,
    { 'x-amzn-errortype': 'ResourceNotFoundException' },
    { Message: 'Function not found' },
    `There is no function ${ARN}: the stack's output SyncFunctionArn names it.\n`,
  ],
])('says what a %s with %j means in one sentence', async (status, headers, reply, sentence) => {
  const { env } = await startLambda(status, headers, reply);

  const { code, stdout, stderr } = await runCommand(
    'sync',
    ['--account', 'main', '--function', ARN],
    env,
  );

  expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: sentence });
});

it.each([
  [['--account', 'main'], /^No AWS region is set/],
  [['--account', 'Main', '--function', ARN], /^"Main" is no alias/],
  [['--account', 'main', '--function', 'sync'], /^No AWS region is set/],
  [['--function', ARN], /^error: required option '--account <alias>' not specified/],
])('refuses %j', async (args, sentence) => {
  const { code, stderr } = await runCommand('sync', args);

  expect(code).toBe(1);
  expect(stderr).toMatch(sentence);
});
