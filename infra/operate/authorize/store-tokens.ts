import { RotateSecretCommand, type RotationRulesType } from '@aws-sdk/client-secrets-manager';
import type { TokenReply } from '../../../lambda/constant-contact/oauth.ts';
import { storeTokenSet } from '../../../lambda/credentials/secret-versions.ts';
import { secretNameOf } from '../../../lambda/credentials/tokens.ts';
import { DEFAULT_ACCOUNT } from '../../../lambda/shared/contract.ts';
import { toSentence } from '../../local/failure.ts';
import { describeSecret } from '../find-secret.ts';
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
  const RotationRules = toRotationRules(account, tokens.expiresInSeconds);
  try {
    const rotation = { RotationLambdaARN: rotateTokenFunctionArn, RotationRules };
    await setRotation(secrets, account, rotation);
    return [];
  } catch (error) {
    return [
      `Nothing renews the tokens yet, because their rotation could not be set (${toSentence(error)}): run the command again with --replace.`,
    ];
  }
}

/**
 * Leaves alone what is set already: Secrets Manager refuses to set it again while a rotation has failed and is to be tried
 * again, as it has where a person had to consent anew.
 */
async function setRotation(
  secrets: Source['secrets'],
  account: string,
  wanted: { RotationLambdaARN: string; RotationRules: RotationRulesType },
): Promise<void> {
  const present = await describeSecret(secrets, account);
  const isSet =
    present?.RotationEnabled === true &&
    present.RotationLambdaARN === wanted.RotationLambdaARN &&
    present.RotationRules?.ScheduleExpression === wanted.RotationRules.ScheduleExpression;
  if (isSet) return;
  const SecretId = secretNameOf(account);
  await secrets.send(new RotateSecretCommand({ SecretId, ...wanted, RotateImmediately: false }));
}
