import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type FunctionOptions, startFunction } from '../support/lambda-runtime.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'artifact-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Starts a function of the given source, `sample` by name. */
async function start(source: string, options: Partial<FunctionOptions> = {}) {
  const bundlePath = join(folder, 'sample', 'index.mjs');
  mkdirSync(join(folder, 'sample'));
  writeFileSync(bundlePath, source);
  const started = await startFunction({ bundlePath, environment: {}, ...options });
  onTestFinished(() => started.close());
  return started;
}

describe('the Lambda runtime that the tests use', () => {
  it('gives the handler its event and answers with what it returns', async () => {
    const { invoke } = await start('export const handler = async (event) => ({ echo: event });');

    expect(await invoke({ n: 1 })).toEqual({ payload: { echo: { n: 1 } } });
    expect(await invoke('again')).toEqual({ payload: { echo: 'again' } });
  });

  it('answers null for a handler that returns nothing', async () => {
    const { invoke } = await start('export const handler = async () => {};');

    expect(await invoke({})).toEqual({ payload: null });
  });

  it('gives the handler a context with the time that is left', async () => {
    const source = `export const handler = async (event, context) => [
      context.functionName, context.awsRequestId, context.invokedFunctionArn,
      context.getRemainingTimeInMillis()];`;
    const { invoke } = await start(source, { timeoutMs: 60_000 });

    const { payload } = (await invoke({})) as { payload: unknown[] };

    const [functionName, awsRequestId, arn, remainingMs] = payload;
    expect(functionName).toBe('sample');
    expect(awsRequestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(arn).toBe('arn:aws:lambda:us-east-1:000000000000:function:sample:live');
    expect(remainingMs).toBeGreaterThan(30_000);
    expect(remainingMs).toBeLessThanOrEqual(60_000);
  });

  it('keeps the process warm between invocations, which wait for each other', async () => {
    const { invoke } = await start(`
      let running = 0, count = 0;
      export const handler = async () => {
        running += 1;
        await new Promise((resolve) => setTimeout(resolve, 5));
        return [count += 1, running--];
      };`);

    const results = await Promise.all([invoke({}), invoke({}), invoke({})]);

    expect(results).toEqual([{ payload: [1, 1] }, { payload: [2, 1] }, { payload: [3, 1] }]);
  });

  it('lets nothing of this machine into the environment', async () => {
    const { invoke } = await start('export const handler = async () => Object.keys(process.env);', {
      environment: { TABLE_NAME: 'account-sync' },
    });

    const { payload } = (await invoke({})) as { payload: string[] };

    expect(payload.sort()).toEqual(['HOME', 'PATH', 'TABLE_NAME', 'TZ']);
  });

  it('answers with the name and message of what the handler threw, and serves on', async () => {
    const { invoke } = await start(`
      class TableGoneError extends Error { name = 'TableGoneError' }
      export const handler = async (event) => {
        if (event.fail) throw new TableGoneError('no table');
        return 'fine';
      };`);

    const failed = await invoke({ fail: true });

    expect(failed).toMatchObject({ errorType: 'TableGoneError', errorMessage: 'no table' });
    expect(await invoke({})).toEqual({ payload: 'fine' });
  });

  it('keeps what the process wrote, its console as JSON lines with every field of an error', async () => {
    const { invoke, logs } = await start(`
      export const handler = async () => {
        console.info({ message: 'deep', a: { b: { c: { d: 'found' } } } });
        process.stderr.write('raw\\n');
        throw Object.assign(new Error('no'), { onError: 'seen' });
      };`);

    await invoke({});

    const [deep = '', raw, error = ''] = logs().split('\n');
    expect(JSON.parse(deep)).toMatchObject({
      level: 'INFO',
      requestId: expect.any(String),
      message: { message: 'deep', a: { b: { c: { d: 'found' } } } },
    });
    expect(raw).toBe('raw');
    expect(JSON.parse(error)).toMatchObject({
      level: 'ERROR',
      message: { errorType: 'Error', errorMessage: 'no', onError: 'seen' },
    });
  });

  it.each([
    ['export const handler = async (event, context, callback) => {};', 'CallbackHandlerDeprecated'],
    ['export const main = async () => {};', 'HandlerNotFound'],
    ["import 'not-in-the-bundle'; export const handler = async () => {};", 'ImportModuleError'],
    ['export const handler = async () => {', 'UserCodeSyntaxError'],
  ])('refuses at its start %s', async (source, errorType) => {
    const { invoke } = await start(source);

    expect(await invoke({})).toMatchObject({ errorType: `Runtime.${errorType}` });
    expect(await invoke({})).toMatchObject({ errorType: `Runtime.${errorType}` });
  });

  it('answers with what the module threw while it was loaded', async () => {
    const { invoke } = await start("throw Object.assign(new Error('no'), { name: 'SetUpError' });");

    expect(await invoke({})).toMatchObject({ errorType: 'SetUpError', errorMessage: 'no' });
  });

  it.each([
    ['process.exit(3)', 'Runtime.ExitError', 'Runtime exited with error: exit status 3'],
    ["process.kill(process.pid, 'SIGABRT')", 'Runtime.ExitError', 'signal: SIGABRT'],
    ["setImmediate(() => { throw new RangeError('loose') })", 'RangeError', 'loose'],
    ["Promise.reject('lost')", 'Runtime.UnhandledPromiseRejection', 'lost'],
  ])('says so when the handler ends its process by %s', async (crash, errorType, errorMessage) => {
    const { invoke } = await start(`export const handler = async () => {
      ${crash};
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    };`);

    const failed = await invoke({});

    expect(failed).toMatchObject({
      errorType,
      errorMessage: expect.stringContaining(errorMessage),
    });
    expect(await invoke({})).toHaveProperty('errorType');
  });

  it('stops a handler that takes longer than its time-out', async () => {
    const source =
      'export const handler = () => new Promise((resolve) => setTimeout(resolve, 60_000));';
    const { invoke } = await start(source, { timeoutMs: 50 });

    expect(await invoke({})).toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: 'Task timed out after 0.05 seconds',
    });
    expect(await invoke({})).toMatchObject({ errorType: expect.any(String) });
  });

  it('stops a module that takes too long to load', async () => {
    const source =
      'await new Promise((resolve) => setTimeout(resolve, 60_000)); export const handler = () => {};';
    const { invoke } = await start(source, { initTimeoutMs: 300 });

    expect(await invoke({})).toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: 'Init timed out after 0.30 seconds',
    });
  });

  it('refuses a reply that is larger than Lambda lets through', async () => {
    const { invoke } = await start("export const handler = async (n) => 'x'.repeat(n);");

    expect(await invoke(6_291_554)).toHaveProperty('payload');
    expect(await invoke(6_291_555)).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
  });

  it('answers an invocation that is under way when the function is closed', async () => {
    const { invoke, close } = await start('export const handler = () => new Promise(() => {});');

    const [failed] = await Promise.all([invoke({}), close()]);

    expect(failed).toMatchObject({ errorType: 'Runtime.ExitError' });
  });
});
