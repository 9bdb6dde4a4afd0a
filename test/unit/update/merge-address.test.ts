import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PhysicalAddress } from '../../../lambda/account/content.ts';
import { mergeAddress } from '../../../lambda/update/address-action.ts';
import { checkAddress } from '../../../lambda/update/rules/check-address.ts';

const value = fc.stringMatching(/^[A-Za-z0-9]{1,8}$/);
const foreign: fc.Arbitrary<PhysicalAddress> = fc.record(
  {
    address_line1: value,
    address_line2: value,
    address_line3: value,
    city: value,
    country_code: fc.constantFrom('FR', 'ke', 'DE'),
    postal_code: value,
    state_name: value,
  },
  { requiredKeys: ['address_line1', 'city', 'country_code'] },
);
const american: fc.Arbitrary<PhysicalAddress> = fc.record(
  {
    address_line1: value,
    address_line2: value,
    city: value,
    country_code: fc.constantFrom('US', 'us'),
    postal_code: value,
    state_code: fc.constantFrom('MA', 'NY'),
  },
  { requiredKeys: ['address_line1', 'city', 'country_code', 'postal_code', 'state_code'] },
);
const address = fc.oneof(foreign, american);
const patch = fc.record(
  {
    address_line1: value,
    address_line2: fc.option(value),
    city: value,
    postal_code: fc.option(value),
  },
  { requiredKeys: [] },
);

describe('a partial address merged over a whole one', () => {
  it('never loses a field that it does not name', () => {
    fc.assert(
      fc.property(address, patch, (before, change) => {
        const merged = mergeAddress(before, change);

        const untouched = Object.entries(before).filter(([field]) => !Object.hasOwn(change, field));
        expect(merged).toMatchObject(Object.fromEntries(untouched));
        for (const [field, after] of Object.entries(change)) {
          expect(merged[field as keyof PhysicalAddress] ?? null).toBe(after);
        }
      }),
    );
  });

  it('that moves to another kind of country drops only the other country’s field', () => {
    fc.assert(
      fc.property(american, (before) => {
        const abroad = mergeAddress(before, { country_code: 'FR', state_name: 'Bretagne' });
        const { state_code: _, ...kept } = before;

        expect(abroad).toEqual({ ...kept, country_code: 'FR', state_name: 'Bretagne' });
        expect(checkAddress(abroad)).toEqual([]);
      }),
    );
  });

  it('that moves to the US must bring a state and a postal code', () => {
    const paris = { address_line1: '1 Rue', city: 'Paris', country_code: 'FR', state_name: 'IdF' };

    const moved = mergeAddress(paris, { country_code: 'US' });

    expect(moved).not.toHaveProperty('state_name');
    expect(checkAddress(moved).map(({ field }) => field)).toEqual(['state_code', 'postal_code']);
  });

  it('is judged whole: what it names for the wrong country is refused, not dropped', () => {
    const paris = { address_line1: '1 Rue', city: 'Paris', country_code: 'FR' };

    const problems = checkAddress(mergeAddress(paris, { state_code: 'MA' }));

    expect(problems.map(({ field }) => field)).toEqual(['state_code']);
  });
});
