import { RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { TokenReply } from '../../../lambda/constant-contact/oauth.ts';
import { storeTokenSet } from '../../../lambda/credentials/secret-versions.ts';
import { secretNameOf } from '../../../lambda/credentials/tokens.ts';
import { DEFAULT_ACCOUNT } from '../../../lambda/shared/contract.ts';
import { toSentence } from '../../local/failure.ts';
import type { Source } from '../source.ts';
import { toRotationRules } from './rotation-rules.ts';

/** Who was let in, and to what. */
export interface Grant {
  account: string;
  accountId: string;
  client: { clientId: string; clientSecret?: string | undefined };
  tokens: TokenReply;
  /** When the tokens were asked for: they live from then on at the earliest. */
  askedAtMs: number;
}

/**
 * Stores the tokens as the account's current ones and, but for the account whose secret and rotation are the stack's,
 * has them renewed. Returns what a person has to know of the rotation; the tokens are stored even so.
 */
export async function storeTokens(
  secrets: Source['secrets'],
  { account, accountId, client, tokens, askedAtMs }: Grant,
  rotateTokenFunctionArn: string | undefined,
): Promise<string[]> {
  await storeTokenSet(secrets, account, {
    account_id: accountId,
    client_id: client.clientId,
    client_secret: client.clientSecret,
    refresh_token: tokens.refreshToken,
    access_token: tokens.accessToken,
    expires_at: Math.floor(askedAtMs / 1000) + tokens.expiresInSeconds,
    scope: tokens.scope,
    authorized_at: new Date(askedAtMs).toISOString(),
  });
  const isSetElsewhere = account === DEFAULT_ACCOUNT || rotateTokenFunctionArn === undefined;
  if (isSetElsewhere || tokens.refreshToken === undefined) return [];
  const rotation = new RotateSecretCommand({
    SecretId: secretNameOf(account),
    RotationLambdaARN: rotateTokenFunctionArn,
    RotationRules: toRotationRules(account, tokens.expiresInSeconds),
    RotateImmediately: false,
  });
  try {
    await secrets.send(rotation);
    return [];
  } catch (error) {
    return [
      `Nothing renews the tokens yet, because their rotation could not be set (${toSentence(error)}): run the command again with --replace.`,
    ];
  }
}
