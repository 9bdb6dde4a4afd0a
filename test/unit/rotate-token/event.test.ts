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

  const SECRET = 'its secret is no "constant-contact/<alias>"';
  it.each([
    ['another secret', event('payments/main-AbC123'), SECRET],
    ['no alias', event('constant-contact/Main-AbC123'), SECRET],
    ['a deeper name', event('constant-contact/a/b-AbC123'), SECRET],
    ['a name instead of an ARN', event('', { SecretId: 'constant-contact/main' }), SECRET],
    [
      'words before the ARN',
      event('', { SecretId: `x${ARN}constant-contact/main-AbC123` }),
      SECRET,
    ],
    ['words after the ARN', event('constant-contact/main-AbC123/x'), SECRET],
    [
      'an unknown step',
      event('constant-contact/main-AbC123', { Step: 'dropSecret' }),
      'its field Step is wrong',
    ],
    [
      'a short token',
      event('constant-contact/main-AbC123', { ClientRequestToken: 'c' }),
      'its field ClientRequestToken is wrong',
    ],
    ['nothing', undefined, 'it is not an object'],
  ])('is refused for %s, without quoting it', (_, wrong, problem) => {
    const parse = () => parseRotationEvent(wrong);

    expect(parse).toThrow(expect.objectContaining({ name: 'InvalidRotationError' }));
    expect(parse).toThrow(`rotation (${problem}):`);
    expect(parse).not.toThrow(/payments|dropSecret|AbC123/);
  });
});
