import type { SandboxState } from '../state.ts';
import { NEEDED_SCOPES, type Role } from '../tokens.ts';
import { type TokenReply, toTokenReply } from './token-reply.ts';

export interface ConsentOptions {
  clientId?: string;
  scopes?: string[];
  role?: Role;
}

/** What an application holds after a consent. */
export interface ConsentReply extends TokenReply {
  client_id: string;
  client_secret?: string;
}

/** Consents in the place of a person. Throws if there is no such account or application. */
export function giveConsent(
  accountId: string,
  state: SandboxState,
  { clientId, scopes = NEEDED_SCOPES, role = 'owner' }: ConsentOptions = {},
): ConsentReply {
  const { applications, grants } = state.oauth;
  const application = clientId
    ? applications.find((known) => known.clientId === clientId)
    : applications[0];
  if (!application || !state.store.accounts.has(accountId)) {
    throw new Error(`The sandbox has no account ${accountId}, or no such application, to consent.`);
  }
  const { clientSecret } = application;
  const issued = grants.open({ accountId, clientId: application.clientId, scopes, role });
  return {
    ...toTokenReply(issued, state),
    client_id: application.clientId,
    ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
  };
}
