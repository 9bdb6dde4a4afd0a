import { describe, expect, it } from 'vitest';
import { parseRotationEvent } from '../../../lambda/rotate-token/event.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:';
const TOKEN = 'c'.repeat(32);

const event = (name: string, changes: object = {}) => ({
  SecretId: `${ARN}${name}`,
  ClientRequestToken: TOKEN,
  Step: 'createSecret',
  ...changes,
});

describe('the event of a rotation', () => {
  it('names the account by the ARN of its secret', () => {
    expect(parseRotationEvent(event('constant-contact/my-shop-AbC123'))).toEqual({
      secretId: `${ARN}constant-contact/my-shop-AbC123`,
      alias: 'my-shop',
      token: TOKEN,
      step: 'createSecret',
    });
  });

  it.each([
    ['another secret', event('payments/main-AbC123')],
    ['no alias', event('constant-contact/Main-AbC123')],
    ['a deeper name', event('constant-contact/a/b-AbC123')],
    ['a name instead of an ARN', event('', { SecretId: 'constant-contact/main' })],
    ['an unknown step', event('constant-contact/main-AbC123', { Step: 'dropSecret' })],
    ['a short token', event('constant-contact/main-AbC123', { ClientRequestToken: 'c' })],
    ['nothing', undefined],
  ])('is refused for %s, without quoting it', (_, wrong) => {
    const parse = () => parseRotationEvent(wrong);

    expect(parse).toThrow(expect.objectContaining({ name: 'InvalidRotationError' }));
    expect(parse).not.toThrow(/payments|dropSecret|AbC123/);
  });
});
