import { describe, expect, it } from 'vitest';
import { toContractSchema } from '../../../lambda/update/contract-schema.ts';

describe('the JSON Schema of update', () => {
  it('is what the code takes and answers; vitest -u writes it anew', async () => {
    const text = `${JSON.stringify(toContractSchema(), null, 2)}\n`;

    await expect(text).toMatchFileSnapshot('../../../lambda/update/update-contract.schema.json');
  });
});
