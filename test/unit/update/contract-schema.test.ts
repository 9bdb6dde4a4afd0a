import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { updateAppliedSchema } from '../../../lambda/update/announce.ts';
import { toContractSchema } from '../../../lambda/update/contract-schema.ts';

describe('the JSON Schema of the event UpdateApplied', () => {
  it('is what is put on the bus; vitest -u writes it anew', async () => {
    const schema = {
      title: 'Constant Contact account sync: UpdateApplied',
      ...z.toJSONSchema(updateAppliedSchema),
    };
    const text = `${JSON.stringify(schema, null, 2)}\n`;

    await expect(text).toMatchFileSnapshot('../../../lambda/update/update-applied.schema.json');
  });
});

describe('the JSON Schema of update', () => {
  it('is what the code takes and answers; vitest -u writes it anew', async () => {
    const text = `${JSON.stringify(toContractSchema(), null, 2)}\n`;

    await expect(text).toMatchFileSnapshot('../../../lambda/update/update-contract.schema.json');
  });
});
