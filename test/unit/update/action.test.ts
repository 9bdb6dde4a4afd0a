import { expect, it } from 'vitest';
import {
  compareFields,
  fieldOf,
  isRefusal,
  isSameValue,
  type Resource,
} from '../../../lambda/update/action.ts';
import { checkExpectations } from '../../../lambda/update/check-expectations.ts';
import type { UpdateRequest } from '../../../lambda/update/request.ts';

const ADDRESS = { city: 'Boston', country_code: 'us', address_line2: '', address_line3: 7 };

it.each<[string, Resource, string | null]>([
  ['city', ADDRESS, 'Boston'],
  ['address_line1', ADDRESS, null],
  ['address_line2', ADDRESS, null],
  ['address_line3', ADDRESS, null],
  ['toString', ADDRESS, null],
  ['city', null, null],
])('the field %s of %j is %j', (field, resource, value) => {
  expect(fieldOf(resource, field)).toBe(value);
});

it.each<[string, string | null, string | null, boolean]>([
  ['city', 'Boston', 'Boston', true],
  ['city', 'Boston', 'boston', false],
  ['city', null, null, true],
  ['country_code', 'us', 'US', true],
  ['country_code', 'us', 'CA', false],
  ['country_code', null, 'US', false],
  ['country_code', 'US', null, false],
  ['country_code', null, null, true],
])('a %s of %j and one of %j are the same: %s', (field, a, b, isSame) => {
  expect(isSameValue(field, a, b)).toBe(isSame);
});

it('fields are compared with what is absent as null', () => {
  const wanted = { city: 'Paris', country_code: 'US', address_line1: '1 Rue', state_code: null };

  expect(compareFields(ADDRESS, wanted)).toEqual([
    { field: 'city', before: 'Boston', after: 'Paris' },
    { field: 'address_line1', before: null, after: '1 Rue' },
  ]);
});

it('a refusal is told from a plan and from nothing', () => {
  expect([{ code: 'rejected' }, { changes: [] }, undefined].map(isRefusal)).toEqual([
    true,
    false,
    false,
  ]);
});

const requestWith = (rest: object) => rest as UpdateRequest;

it('what a caller expects is compared with what is live', () => {
  const expect_ = { city: 'Paris', country_code: 'US', state_code: null, address_line1: 'x' };

  expect(checkExpectations(requestWith({ expect: expect_ }), ADDRESS)).toEqual({
    code: 'precondition_failed',
    message:
      'Nothing was changed: city, address_line1 is not what you expected. Read it and decide again.',
    details: [
      { field: 'city', expected: 'Paris', actual: 'Boston' },
      { field: 'address_line1', expected: 'x', actual: null },
    ],
  });
});

it.each([{}, { expect: {} }, { expect: { city: 'Boston' } }])(
  'a request with %j finds what it expects',
  (rest) => {
    expect(checkExpectations(requestWith(rest), ADDRESS)).toBeUndefined();
  },
);
