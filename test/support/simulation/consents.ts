import {
  CreateSecretCommand,
  GetSecretValueCommand,
  type GetSecretValueCommandOutput,
  RotateSecretCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { giveConsent } from '../../../infra/local/sandbox/oauth/give-consent.ts';
import type { GrantChain } from '../../../infra/local/sandbox/oauth/grants.ts';
import { storeTokenSet } from '../../../lambda/credentials/secret-versions.ts';
import { serialiseTokenSet, type TokenSet } from '../../../lambda/credentials/token-set.ts';
import { secretNameOf } from '../../../lambda/credentials/tokens.ts';
import { asClient } from './functions.ts';
import type { MemorySecrets } from './memory-secrets.ts';
import type { Random } from './random.ts';
import type { Vendor } from './vendor.ts';

/** As the stack sets it for the secret of `main`, but with tokens of a day: two rotations a day. */
const ROTATION = {
  RotationLambdaARN: 'arn:aws:lambda:us-east-1:000000000000:function:rotate-token',
  RotationRules: { ScheduleExpression: 'rate(12 hours)', Duration: '1h' },
  RotateImmediately: false,
} as const;

/** What people do with tokens, and see of them; nothing of it fails. */
export interface Consents {
  /** The current token set of an account. */
  readTokens(alias: string): TokenSet;
  /**
   * What an account's current tokens are good for. `fit`: its access token opens the account; `renewable`: not that, but the
   * vendor takes its refresh token; `dead`: neither. `foreign`: they are of another account, or are said to be.
   */
  judge(alias: string): 'fit' | 'renewable' | 'dead' | 'foreign';
  /** When the access token that is stored of a consent ends, epoch ms; 0 when another is stored by now. */
  accessEndsMs(chain: GrantChain): number;
  /** Consents to every account for the first time, and sets up its rotation. */
  connectAll(): Promise<void>;
  /** Consents anew; by mistake for the account of another alias. */
  consent(alias: string, other?: string): Promise<void>;
}

export function openConsents(parts: {
  secrets: MemorySecrets;
  vendor: Vendor;
  /** Account ids by alias. */
  accounts: ReadonlyMap<string, string>;
  random: Random;
  now: () => number;
}): Consents {
  const { secrets, vendor, accounts, random, now } = parts;
  const client = asClient<SecretsManagerClient>(async (command) => secrets.answer(command));

  function newTokens(alias: string): TokenSet {
    const account_id = accounts.get(alias) ?? '';
    const given = giveConsent(account_id, vendor.state);
    const { client_id, client_secret, access_token, refresh_token, expires_in, scope } = given;
    return {
      ...{ account_id, client_id, client_secret, refresh_token, access_token, scope },
      expires_at: Math.floor(now() / 1000) + expires_in,
      authorized_at: new Date(now()).toISOString(),
    };
  }

  function readTokens(alias: string): TokenSet {
    const get = new GetSecretValueCommand({ SecretId: secretNameOf(alias) });
    const { SecretString } = secrets.answer(get) as GetSecretValueCommandOutput;
    return JSON.parse(SecretString ?? '{}');
  }

  function judge(alias: string) {
    const { account_id, access_token, refresh_token = '' } = readTokens(alias);
    const { tokens, oauth } = vendor.state;
    const grant = tokens.find(`Bearer ${access_token}`);
    const owner = (grant ?? oauth.grants.findChain(refresh_token ?? ''))?.accountId;
    if (owner !== accounts.get(alias) || account_id !== owner) return 'foreign';
    if (grant) return 'fit';
    return oauth.grants.accepts(refresh_token ?? '') ? 'renewable' : 'dead';
  }

  return {
    readTokens,
    judge,
    accessEndsMs: (chain) => {
      const own = [...accounts.keys()]
        .map(readTokens)
        .find(({ refresh_token: token }) =>
          chain.refreshTokens.some(({ value }) => value === token),
        );
      return Number(own?.expires_at ?? 0) * 1_000;
    },
    connectAll: async () => {
      for (const alias of accounts.keys()) {
        const SecretId = secretNameOf(alias);
        const SecretString = serialiseTokenSet(newTokens(alias));
        await client.send(new CreateSecretCommand({ Name: SecretId, SecretString }));
        await client.send(new RotateSecretCommand({ SecretId, ...ROTATION }));
      }
    },
    consent: async (alias, other = alias) => {
      // By hand or by command: the id that is stored may be the alias's own.
      const byHand = random.chance(0.5) && { account_id: accounts.get(alias) };
      await storeTokenSet(client, alias, { ...newTokens(other), ...byHand });
    },
  };
}
