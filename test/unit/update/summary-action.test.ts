import { describe, expect, it } from 'vitest';
import { isRefusal, type Plan, type Resource } from '../../../lambda/update/action.ts';
import { summaryAction } from '../../../lambda/update/summary-action.ts';

const ACCOUNT = {
  encoded_account_id: 'a',
  first_name: 'Eve',
  country_code: 'ke',
  state_code: 'MA',
};

const planFor = (input: object, resource: Resource = ACCOUNT) =>
  summaryAction(input).plan(resource);

describe('a change of the summary', () => {
  it.each([
    [{ first_name: 'Ada' }, { first_name: 'Ada' }],
    [{ first_name: 'Ada', country_code: 'KE' }, { first_name: 'Ada' }],
    [{ country_code: 'US' }, { country_code: 'US', state_code: 'MA' }],
    [
      { country_code: 'US', state_code: 'NY' },
      { country_code: 'US', state_code: 'NY' },
    ],
  ])('to %j writes %j: with a country goes its state', (input, written) => {
    expect(planFor(input)).toMatchObject({ written });
  });

  it('of a country without a state writes the country alone', () => {
    const { state_code: _, ...stateless } = ACCOUNT;

    expect(planFor({ country_code: 'FR' }, stateless)).toMatchObject({
      written: { country_code: 'FR' },
    });
  });

  it.each([{ state_code: 'ON' }, { country_code: 'CA' }, { state_code: 'ON', first_name: 'Ada' }])(
    'to %j is refused where it breaks a rule with what is stored',
    (input) => {
      const stored = { ...ACCOUNT, country_code: 'US' };

      expect(planFor(input, stored)).toMatchObject({
        code: 'invalid_input',
        details: [{ field: 'input.state_code' }],
      });
    },
  );

  it('need not mend a place that broke a rule before', () => {
    const plan = planFor(
      { first_name: 'Ada' },
      { ...ACCOUNT, country_code: 'US', state_code: 'ON' },
    );

    expect(isRefusal(plan)).toBe(false);
  });

  it('is answered with the whole summary by the vendor', async () => {
    const putSummary = async (patch: object) => ({ summary: { ...ACCOUNT, ...patch } });

    const answer = await (planFor({ first_name: 'Ada' }) as Plan).write({ putSummary } as never);

    expect(answer).toEqual({ resource: { ...ACCOUNT, first_name: 'Ada' }, isWhole: true });
  });
});
