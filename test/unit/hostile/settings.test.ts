import { describe, expect, it } from 'vitest';
import { readSettings, SettingsError } from '../../../infra/settings.ts';
import { ENV } from '../../../lambda/shared/contract.ts';
import {
  EnvironmentError,
  readAuthUrl,
  readEnvironment,
} from '../../../lambda/shared/environment.ts';
import { readOrRefuse } from '../../support/expect-typed.ts';
import { FUZZ_TIMEOUT_MS, fuzz, hostileJson, hostileWord } from '../../support/hostile.ts';

const CONTEXT = {
  ...{ schedule: 'cron(15 2 * * ? *)', secondSchedule: 'rate(6 hours)', timeZone: 'Etc/UTC' },
  ...{ intervalHours: 24, reservedConcurrency: true, fleet: 'false', requestSpacingMs: '334' },
  ...{ logRetentionDays: 90, pendingTooLongDays: '7', tableName: 'restored-1' },
  alarmEmail: 'ops@example.com, dev@example.com',
};

describe('what an operator sets', { timeout: FUZZ_TIMEOUT_MS }, () => {
  it('as context of the stack is read, or refused by its key', async () => {
    await fuzz(hostileJson(CONTEXT), async (json) => {
      const context: Record<string, unknown> = JSON.parse(json) ?? {};
      const settings = await readOrRefuse(
        () => readSettings((key) => (Object.hasOwn(context, key) ? context[key] : undefined)),
        SettingsError,
      );

      if (settings === undefined) return;
      expect(settings.requestSpacingMs).toBeGreaterThanOrEqual(250);
      for (const address of settings.alarmEmail) expect(address).toMatch(/^\S+@\S+$/);
    });
  });

  it('as context of the stack has no key that is not fuzzed above', () => {
    expect(Object.keys(CONTEXT).sort()).toEqual(Object.keys(readSettings(() => undefined)).sort());
  });

  it('as an environment variable is read, or refused by its name', async () => {
    const valid = ['https://api.cc.email/v3', 'http://127.0.0.1:9000/v3//', '334', 'table'];

    for (const name of Object.values(ENV)) {
      await fuzz(hostileWord(...valid), async (value) => {
        const variables = { [ENV.tableName]: 'table', [name]: value };
        const environment = await readOrRefuse(
          () => ({ ...readEnvironment(variables), authUrl: readAuthUrl(variables) }),
          EnvironmentError,
        );

        if (environment === undefined) return;
        const url = new URL(`${environment.apiUrl}/account`);
        expect(url.pathname).toMatch(/\/account$/);
        expect(url.username + url.password + url.search).toBe('');
        expect(environment.requestSpacingMs).toBeLessThan(1_000_000);
      });
    }
  });

  it('as an address with a password is refused without it', () => {
    const variables = { [ENV.authUrl]: 'https://me:canary@auth.example/oauth2' };

    expect(() => readAuthUrl(variables)).toThrow('is not a web address');
    expect(() => readAuthUrl(variables)).not.toThrow('canary');
  });
});
