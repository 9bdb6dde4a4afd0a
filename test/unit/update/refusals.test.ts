import { expect, it } from 'vitest';
import { invalidInput, invalidRequest, refusal } from '../../../lambda/update/refusals.ts';

const PROBLEMS = [
  { field: 'city', problem: 'is required' },
  { field: 'state_code', problem: 'is not for France' },
];

it('a refusal has no details unless it is given some', () => {
  expect(refusal('not_found', 'None.')).toEqual({
    code: 'not_found',
    message: 'None.',
    details: [],
  });
});

it('a request is refused with the fields to correct', () => {
  expect(invalidRequest(PROBLEMS)).toEqual({
    code: 'invalid_input',
    message: 'Nothing was sent: correct city, state_code.',
    details: PROBLEMS,
  });
});

it('an input is refused with its fields by their path', () => {
  expect(invalidInput(PROBLEMS).details).toEqual([
    { field: 'input.city', problem: 'is required' },
    { field: 'input.state_code', problem: 'is not for France' },
  ]);
});
