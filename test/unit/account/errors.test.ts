import { expect, it } from 'vitest';
import { AccountMismatchError } from '../../../lambda/account/errors.ts';

it('a token of another account is told with the account that the alias stands for', () => {
  expect(new AccountMismatchError('main', 'p07e1l8rrja')).toMatchObject({
    name: 'AccountMismatchError',
    message: expect.stringMatching(
      /^The token of "main" opens another .* than p07e1l8rrja, .*: store the right account's token/,
    ),
  });
});
