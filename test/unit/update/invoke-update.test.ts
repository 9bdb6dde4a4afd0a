import { InvokeCommand, LambdaClient, TooManyRequestsException } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { invokeUpdate, UPDATE_ERROR_NAMES } from '../../../lambda/update/invoke-update.ts';

const lambda = mockClient(LambdaClient);
const functionArn = 'arn:aws:lambda:us-east-1:111122223333:function:update:live';
const request = {
  schemaVersion: 1,
  action: 'addAccountEmail',
  input: { email_address: 'a@example.com' },
} as const;

function answer(payload: unknown, FunctionError?: string): void {
  const Payload = new TextEncoder().encode(JSON.stringify(payload)) as never;
  lambda.on(InvokeCommand).resolves({ Payload, ...(FunctionError && { FunctionError }) });
}

const invoke = () => invokeUpdate(new LambdaClient(), request, { functionArn });

describe('invokeUpdate', () => {
  beforeEach(() => lambda.reset());

  it('sends the request to the alias and returns the reply, a refusal too', async () => {
    const reply = { schemaVersion: 1, ok: false, requestId: 'r', error: { code: 'not_found' } };
    answer(reply);

    expect(await invoke()).toEqual(reply);

    const [call] = lambda.commandCalls(InvokeCommand);
    expect(call?.args[0].input).toEqual({
      FunctionName: functionArn,
      Payload: JSON.stringify(request),
    });
  });

  it.each(UPDATE_ERROR_NAMES)(
    'throws %s by the name under which the function threw it',
    async (name) => {
      answer({ errorType: name, errorMessage: 'because' }, 'Unhandled');

      await expect(invoke()).rejects.toMatchObject({ name, message: 'because' });
    },
  );

  it('throws any other error of the function as UpdateFailedError', async () => {
    answer({ errorType: 'Sandbox.Timedout', errorMessage: 'timed out' }, 'Unhandled');

    await expect(invoke()).rejects.toMatchObject({
      name: 'UpdateFailedError',
      message: 'Sandbox.Timedout: timed out',
    });
  });

  it('throws BusyError when Lambda has no room', async () => {
    lambda.on(InvokeCommand).rejects(new TooManyRequestsException({ message: 'x', $metadata: {} }));

    await expect(invoke()).rejects.toMatchObject({
      name: 'BusyError',
      message: 'Lambda has no room for another update now: repeat it.',
      cause: expect.any(TooManyRequestsException),
    });
  });

  it.each([{ name: 'TimeoutError' }, { code: 'ECONNRESET' }])(
    'throws OutcomeUnknownError when no answer came (%j)',
    async (fields) => {
      const lost = Object.assign(new Error('lost'), fields);
      lambda.on(InvokeCommand).rejects(lost);

      await expect(invoke()).rejects.toMatchObject({
        name: 'OutcomeUnknownError',
        message: 'No answer came from update: repeat the request.',
        cause: lost,
      });
    },
  );

  it('passes on what else keeps Lambda from being reached', async () => {
    lambda.on(InvokeCommand).rejects(new Error('no credentials'));

    await expect(invoke()).rejects.toThrow('no credentials');
  });

  it('says so when the function failed without a message', async () => {
    answer({}, 'Unhandled');

    await expect(invoke()).rejects.toThrow('undefined: Update failed without a message.');
  });

  it.each(['hello', null, {}, { ok: true }, { ok: 'yes', requestId: 'r' }, { requestId: 'r' }])(
    'does not take for a reply what is none: %j',
    async (payload) => {
      answer(payload);

      await expect(invoke()).rejects.toMatchObject({
        name: 'OutcomeUnknownError',
        message: 'Update answered what is no reply: repeat the request.',
      });
    },
  );

  it('does not take for a reply what is no JSON', async () => {
    lambda.on(InvokeCommand).resolves({ Payload: new TextEncoder().encode('{"ok":') as never });

    await expect(invoke()).rejects.toMatchObject({ name: 'OutcomeUnknownError' });
  });
});
