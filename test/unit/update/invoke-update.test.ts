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

    await expect(invoke()).rejects.toMatchObject({ name: 'BusyError' });
  });

  it.each([{ name: 'TimeoutError' }, { code: 'ECONNRESET' }])(
    'throws OutcomeUnknownError when no answer came (%j)',
    async (fields) => {
      lambda.on(InvokeCommand).rejects(Object.assign(new Error('lost'), fields));

      await expect(invoke()).rejects.toMatchObject({ name: 'OutcomeUnknownError' });
    },
  );

  it('passes on what else keeps Lambda from being reached', async () => {
    lambda.on(InvokeCommand).rejects(new Error('no credentials'));

    await expect(invoke()).rejects.toThrow('no credentials');
  });

  it('does not take for a reply what is none', async () => {
    answer('hello');

    await expect(invoke()).rejects.toMatchObject({ name: 'OutcomeUnknownError' });
  });
});
