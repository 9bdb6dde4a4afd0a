import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createConsent } from '../../../infra/operate/authorize/consent.ts';
import { toRotationRules } from '../../../infra/operate/authorize/rotation-rules.ts';

const REDIRECT = 'http://localhost:8765/callback';

function catchError(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

function ask() {
  return createConsent({ authUrl: 'https://auth.test/v1', clientId: 'app', redirectUri: REDIRECT });
}

describe('a request for consent', () => {
  it('asks for every scope with a state, a challenge made by S256 and the exact redirect address', async () => {
    const { url, codeVerifier } = await ask();

    const { origin, pathname, searchParams } = new URL(url);
    expect(`${origin}${pathname}`).toBe('https://auth.test/v1/authorize');
    expect(Object.fromEntries(searchParams)).toEqual({
      response_type: 'code',
      client_id: 'app',
      redirect_uri: REDIRECT,
      scope: 'account_read account_update offline_access',
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
  });

  it('has a state and a verifier of its own each time', async () => {
    const [first, second] = await Promise.all([ask(), ask()]);

    const stateOf = ({ url }: { url: string }) => new URL(url).searchParams.get('state');
    expect(stateOf(first)).not.toBe(stateOf(second));
    expect(first.codeVerifier).not.toBe(second.codeVerifier);
  });
});

describe('the redirect', () => {
  it('brings the code', async () => {
    const { url, readCode } = await ask();
    const state = new URL(url).searchParams.get('state');

    expect(readCode(new URL(`${REDIRECT}?code=c-1&state=${state}`))).toBe('c-1');
  });

  it.each([
    ['code=c-1&state=other', /^The redirect does not belong to this request/],
    ['code=c-1', /^The redirect does not belong to this request/],
    ['error=access_denied&state=other', /^The redirect does not belong to this request/],
    ['error=access_denied&state=STATE', /^The consent was denied: run the command again/],
    [
      'error=invalid_scope&error_description=No%1b%5B2J%0Asuch&state=STATE',
      /^Constant Contact refused the request \(invalid_scope: No \[2J such\): look at/,
    ],
    ['state=STATE', /^The redirect carries no code/],
    ['code=&state=STATE', /^The redirect carries no code/],
  ])('is refused as %s in one sentence that quotes no code', async (query, sentence) => {
    const { url, readCode } = await ask();
    const state = new URL(url).searchParams.get('state') ?? '';
    const redirect = new URL(`${REDIRECT}?${query.replace('STATE', state)}`);

    const error = catchError(() => readCode(redirect));

    expect(error).toMatchObject({
      name: 'NotConnectedError',
      message: expect.stringMatching(sentence),
    });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('c-1');
  });
});

describe('the rotation of an account', () => {
  it.each([
    [28_800, 4],
    [86_400, 12],
    [3_600, 4],
  ])('of tokens that live %i s comes every %i hours', (lifetimeSeconds, hours) => {
    const { ScheduleExpression, Duration } = toRotationRules('shop', lifetimeSeconds);

    expect(ScheduleExpression).toMatch(new RegExp(`^cron\\(0 \\d+/${hours} \\* \\* \\? \\*\\)$`));
    expect(Duration).toBe('1h');
  });

  it('begins at every hour of the interval alike, and always at the same for one alias', () => {
    const aliases = Array.from({ length: 1_200 }, (_, index) => `account-${index}`);
    const hourOf = (alias: string) =>
      /cron\(0 (\d+)\//.exec(toRotationRules(alias, 86_400).ScheduleExpression ?? '')?.[1] ?? '';

    const counts = Map.groupBy(aliases, hourOf);

    expect([...counts.keys()].map(Number).sort((a, b) => a - b)).toEqual([...Array(12).keys()]);
    expect(Math.max(...[...counts.values()].map(({ length }) => length))).toBeLessThan(140);
    expect(aliases.map(hourOf)).toEqual(aliases.map(hourOf));
  });
});
