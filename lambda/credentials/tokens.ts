import {
  GetSecretValueCommand,
  InvalidRequestException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../shared/clock.ts';
import { SECRET_PREFIX } from '../shared/contract.ts';
import { type ConnectedAccount, listConnected } from './connected-accounts.ts';
import { describeToken } from './describe-token.ts';
import { ReauthorizationRequiredError, TokenUnusableError, UnknownAccountError } from './errors.ts';
import { parseSecret, type StoredToken } from './secret.ts';

/** A cached token is read again this long before it expires, so that no call starts with a token about to die. */
const EXPIRY_MARGIN_MS = 5 * 60_000;

/** The token of one account, as its secret holds it. */
export interface AccountToken {
  /** What the secret says, cached until near its expiry. */
  stored(): Promise<StoredToken>;
  /** The access token to send. */
  read(): Promise<string>;
  /** The access token read again, past the cache: what to send after a 401. */
  reread(): Promise<string>;
  /** Drops what is cached: whatever went wrong with it may have been mended since. */
  forget(): void;
  /** What it means that the vendor refused the token read again: a person must act. */
  explainRefusal(cause: unknown): Error;
}

/** Tokens of all accounts; lives as long as the process, so warm invocations find what is still good. */
export interface Tokens {
  /** All connected accounts, in no order. */
  listConnected(): AsyncGenerator<ConnectedAccount>;
  forAccount(alias: string): AccountToken;
}

/**
 * Opens the token secrets, read by full name. Reading throws `UnknownAccountError` or `TokenUnusableError`, and
 * passes on what Secrets Manager itself throws; nothing refused is ever cached.
 */
export function openTokens({
  secrets,
  clock,
}: {
  secrets: SecretsManagerClient;
  clock: Clock;
}): Tokens {
  const cache = new Map<string, StoredToken>();

  async function reread(alias: string): Promise<StoredToken> {
    cache.delete(alias);
    const token = await fetchToken(secrets, alias);
    cache.set(alias, token);
    return token;
  }

  async function read(alias: string): Promise<StoredToken> {
    const cached = cache.get(alias);
    return cached && !isNearExpiry(cached, clock.now()) ? cached : reread(alias);
  }

  return {
    listConnected: () => listConnected(secrets),
    forAccount: (alias) => ({
      stored: () => read(alias),
      read: async () => (await read(alias)).accessToken,
      reread: async () => (await reread(alias)).accessToken,
      forget: () => void cache.delete(alias),
      explainRefusal: (cause) =>
        new ReauthorizationRequiredError(
          secretNameOf(alias),
          'access token',
          describeToken(cache.get(alias)),
          cause,
        ),
    }),
  };
}

/** Full name of an account's secret. */
export function secretNameOf(alias: string): string {
  return `${SECRET_PREFIX}${alias}`;
}

async function fetchToken(secrets: SecretsManagerClient, alias: string): Promise<StoredToken> {
  const name = secretNameOf(alias);
  try {
    const secret = await secrets.send(new GetSecretValueCommand({ SecretId: name }));
    if (secret.SecretBinary) throw new TokenUnusableError(name, 'malformed', 'holds binary data');
    return parseSecret(name, secret.SecretString);
  } catch (error) {
    throw explainSecret(error, alias, name);
  }
}

/** Secrets Manager says of a secret without a value that it cannot find the label, in the error of an absent one. */
function explainSecret(error: unknown, alias: string, name: string): unknown {
  if (error instanceof ResourceNotFoundException) {
    return error.message.includes('staging label')
      ? new TokenUnusableError(name, 'unseeded', 'has no value yet')
      : new UnknownAccountError(alias, name);
  }
  if (error instanceof InvalidRequestException) {
    return new TokenUnusableError(
      name,
      'malformed',
      'cannot be read, probably marked for deletion',
    );
  }
  return error;
}

function isNearExpiry({ expiresAt }: StoredToken, nowMs: number): boolean {
  return expiresAt !== undefined && expiresAt * 1000 - EXPIRY_MARGIN_MS <= nowMs;
}
