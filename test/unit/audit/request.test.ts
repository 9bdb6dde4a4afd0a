import { describe, expect, it } from 'vitest';
import { parseRequest } from '../../../lambda/audit/request.ts';

const NOW = '2026-11-20T02:15:30.000Z';
const LATER = '2026-11-20T02:15:30.001Z';
const EARLIER = '2026-11-20T02:15:29.999Z';

const parse = (request: object) => parseRequest({ schemaVersion: 1, ...request }, Date.parse(NOW));

const NAME_IT = 'is for one account only: name it';
const NOT_A_TIME = 'must be a time such as 2026-11-01T00:00:00Z';

describe('a request of audit', () => {
  it.each([
    ['all accounts', {}, {}],
    ['an account', { account: 'main' }, { account: 'main' }],
    ['this very moment', { account: 'main', asOf: NOW }, { account: 'main', asOf: NOW }],
    [
      'the first moment there is',
      { account: 'main', since: '1970-01-01T00:00:00Z' },
      { account: 'main', since: '1970-01-01T00:00:00.000Z' },
    ],
    [
      'a period without length',
      { account: 'main', asOf: EARLIER, since: EARLIER },
      { account: 'main', asOf: EARLIER, since: EARLIER },
    ],
    [
      'times of another zone',
      { account: 'main', since: '2026-11-01T02:00:00.5+02:00' },
      { account: 'main', since: '2026-11-01T00:00:00.500Z' },
    ],
  ])('may ask about %s', (_, sent, read) => {
    expect(parse(sent)).toEqual({ ok: true, request: { schemaVersion: 1, ...read } });
  });

  it.each<[string, object, string, string]>([
    ['another version', { schemaVersion: 2 }, 'schemaVersion', 'must be 1'],
    [
      'a name that no alias has',
      { account: 'Main' },
      'account',
      'must be an alias: lower-case letters, digits and dashes, at most 40',
    ],
    ['no time', { account: 'main', asOf: 'now' }, 'asOf', NOT_A_TIME],
    ['half a time', { account: 'main', since: '2026-11-01' }, 'since', NOT_A_TIME],
    [
      'a cursor of no reply',
      { account: 'main', cursor: 'x'.repeat(501) },
      'cursor',
      'must be the cursor of an earlier reply',
    ],
    ['a field that is none', { acount: 'main' }, 'acount', 'is not a field of this request'],
    ['a cursor of nobody', { cursor: 'e30' }, 'cursor', NAME_IT],
    ['a time of nobody', { asOf: NOW }, 'asOf', NAME_IT],
    ['a time to come', { account: 'main', asOf: LATER }, 'asOf', 'is in the future'],
    [
      'a year before all stored times',
      { account: 'main', since: '1969-12-31T23:59:59.999Z' },
      'since',
      'is before 1970',
    ],
    [
      'a period that ends before it begins',
      { account: 'main', asOf: EARLIER, since: NOW },
      'since',
      'must not be after asOf',
    ],
  ])('with %s is told the field and what to write', (_, sent, field, problem) => {
    expect(parse(sent)).toEqual({ ok: false, problems: [{ field, problem }] });
  });

  it('that is no object is told so', () => {
    const problems = [{ field: 'request', problem: 'must be an object' }];

    expect(parseRequest('audit', Date.parse(NOW))).toEqual({ ok: false, problems });
  });

  it('with many fields that are none is told the first ten', () => {
    const names = Array.from({ length: 12 }, (_, index) => `field${index}`);

    const parsed = parse(Object.fromEntries(names.map((name) => [name, 1])));

    expect(parsed.ok ? [] : parsed.problems.map(({ field }) => field)).toEqual(names.slice(0, 10));
  });

  it('is told all its problems at once', () => {
    const parsed = parse({ account: 'main', asOf: '1960-01-01T00:00:00Z', since: LATER });

    expect(parsed.ok ? [] : parsed.problems.map(({ field }) => field)).toEqual([
      'asOf',
      'since',
      'since',
    ]);
  });
});
