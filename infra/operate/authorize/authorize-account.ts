import type { createConstantContact } from '../../../lambda/constant-contact/client.ts';
import type { OAuth, TokenReply } from '../../../lambda/constant-contact/oauth.ts';
import type { Clock } from '../../../lambda/shared/clock.ts';
import { toPlainLine } from '../../../lambda/shared/printable.ts';
import { toSentence } from '../../local/failure.ts';
import { checkPrivileges } from '../doctor/check-access.ts';
import { checkScopes } from '../doctor/check-secret.ts';
import type { Source } from '../source.ts';
import { createConsent } from './consent.ts';
import { NotConnectedError } from './errors.ts';
import { explainExchange } from './explain-exchange.ts';
import { findOtherAliases } from './find-aliases.ts';
import type { ReceivedRedirect, RedirectListener } from './redirect-listener.ts';
import { toConnectedPage, toFailedPage } from './result-page.ts';
import { type Grant, storeTokens } from './store-tokens.ts';

export interface AuthorizeDependencies {
  source: Pick<Source, 'secrets' | 'table' | 'place'>;
  /** Base address of the authorisation server. */
  authUrl: string;
  oauth: Pick<OAuth, 'exchangeCode'>;
  constantContact: ReturnType<typeof createConstantContact>;
  listen(): Promise<RedirectListener>;
  /** Brings the person to the vendor's page. */
  invite(url: string): void;
  /** Ends the waiting; its reason is thrown. */
  signal: AbortSignal;
  clock: Clock;
  /** Undefined where nothing rotates. */
  rotateTokenFunctionArn: string | undefined;
}

export interface AuthorizeRequest {
  account: string;
  client: Grant['client'];
  /** The account that the alias means already. */
  knownAccountId: string | undefined;
}

/** What came of a consent; nothing of it is secret. */
export interface Connected {
  account: string;
  accountId: string;
  organization: string;
  /** Where the tokens lie. */
  place: string;
  /** Sentences that somebody should act upon. */
  warnings: string[];
}

/**
 * Has a person consent in a browser and stores the tokens that come of it, once they are proven to open the account that
 * the alias means. The browser is told what came of it, and so is the caller.
 *
 * @throws NotConnectedError and what the vendor's client and AWS throw, all with nothing stored
 */
export async function authorizeAccount(
  deps: AuthorizeDependencies,
  request: AuthorizeRequest,
): Promise<Connected> {
  const listener = await deps.listen();
  try {
    const { authUrl } = deps;
    const { redirectUri } = listener;
    const consent = await createConsent({ authUrl, redirectUri, ...request.client });
    deps.invite(consent.url);
    const redirect = await listener.receive(deps.signal);
    return await answer(redirect, async () => {
      const code = consent.readCode(redirect.url);
      const { codeVerifier } = consent;
      const exchange = { ...request.client, code, redirectUri, codeVerifier };
      const askedAtMs = deps.clock.now();
      const tokens = await deps.oauth.exchangeCode(exchange).catch((error: unknown) => {
        throw explainExchange(error);
      });
      return await connect(deps, request, { tokens, askedAtMs });
    });
  } finally {
    await listener.close();
  }
}

async function answer(
  redirect: ReceivedRedirect,
  work: () => Promise<Connected>,
): Promise<Connected> {
  try {
    const connected = await work();
    await redirect.show(toConnectedPage(connected));
    return connected;
  } catch (error) {
    await redirect.show(toFailedPage(toPlainLine(toSentence(error))));
    throw error;
  }
}

async function connect(
  { source, constantContact, rotateTokenFunctionArn }: AuthorizeDependencies,
  { account, client, knownAccountId }: AuthorizeRequest,
  { tokens, askedAtMs }: Pick<Grant, 'tokens' | 'askedAtMs'>,
): Promise<Connected> {
  const proof = await prove(constantContact, tokens.accessToken);
  const { accountId, organization } = proof;
  if (knownAccountId !== undefined && knownAccountId !== accountId) {
    throw new NotConnectedError(
      `The consent was for ${organization} (${accountId}), but "${account}" means ${knownAccountId}: sign in there to the right account, or give this one an alias of its own.`,
    );
  }
  const others = await findOtherAliases(source, { account, accountId });
  const grant = { account, accountId, client, tokens, askedAtMs };
  const rotation = await storeTokens(source.secrets, grant, rotateTokenFunctionArn);
  const warnings = [...judge(tokens, proof.privileges), ...describeOthers(others), ...rotation];
  return { account, accountId, organization, place: source.place, warnings };
}

/** Only a token that can do it proves what it opens: first what its user may do, then which account it is. */
async function prove(
  constantContact: AuthorizeDependencies['constantContact'],
  token: string,
): Promise<{ accountId: string; organization: string; privileges: string[] }> {
  const client = constantContact.forAccount({
    read: async () => token,
    reread: async () => token,
    explainRefusal: (cause) => cause,
  });
  const privileges = await client.getPrivileges();
  const { summary } = await client.getSummary();
  return {
    accountId: summary.encoded_account_id,
    organization: toPlainLine(summary.organization_name ?? 'an organization without a name'),
    privileges: privileges.map(({ privilege_name }) => privilege_name),
  };
}

function judge({ refreshToken, scope }: TokenReply, privileges: readonly string[]): string[] {
  const again = 'consent again with --replace';
  const findings = [
    checkScopes({ scopes: scope?.split(' ') }, again),
    checkPrivileges(privileges),
  ].filter(({ level }) => level === 'warning' || level === 'broken');
  const warnings = findings.map(({ message }) => message);
  if (refreshToken !== undefined) return warnings;
  return [
    `Constant Contact gave no refresh token, so the access token dies without being renewed: let the application use offline_access, then ${again}.`,
    ...warnings,
  ];
}

function describeOthers(others: readonly string[]): string[] {
  if (others.length === 0) return [];
  const names = others.map((alias) => `"${alias}"`).join(', ');
  return [`The same account is connected as ${names} too: delete one of the secrets.`];
}
