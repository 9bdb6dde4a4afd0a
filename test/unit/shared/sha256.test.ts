import { expect, it } from 'vitest';
import { sha256 } from '../../../lambda/shared/sha256.ts';

it('a hash is SHA-256 in hex, of bytes or of the UTF-8 of a text', () => {
  const known = '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c';

  expect([sha256('é'), sha256(Buffer.from('é'))]).toEqual([known, known]);
});
