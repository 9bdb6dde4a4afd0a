import type { AccountClient } from '../../../lambda/constant-contact/client.ts';
import { UpstreamUnavailableError } from '../../../lambda/constant-contact/errors.ts';
import { REQUEST_POLICY } from '../../../lambda/constant-contact/policy.ts';
import { send } from '../../../lambda/constant-contact/send.ts';
import type { Clock } from '../../../lambda/shared/clock.ts';
import { toPlainLine } from '../../../lambda/shared/printable.ts';
import { toSentence } from '../../local/failure.ts';
import type { SeenAccess, SeenAccount } from './check-access.ts';
import type { SeenHost } from './check-vendor.ts';

/** Asks a host once and without a token: any answer shows that it is there, and what time it has. */
export async function lookAtHost(url: string, clock: Clock): Promise<SeenHost> {
  const sentMs = clock.now();
  const limits = { timeoutMs: REQUEST_POLICY.attemptMs, policy: REQUEST_POLICY };
  try {
    const { status, headers } = await send(
      { method: 'GET', url },
      { authorization: undefined, ...limits },
    );
    if (status >= 500) return { url, failure: `${url} answered ${status}: try later.` };
    const dateMs = Date.parse(headers.get('date') ?? '');
    const nowMs = (sentMs + clock.now()) / 2;
    return { url, dateMs: Number.isNaN(dateMs) ? undefined : dateMs, nowMs };
  } catch (error) {
    if (!(error instanceof UpstreamUnavailableError)) throw error;
    return { url, failure: error.message };
  }
}

/** Asks for what the token may do and which account it opens. */
export async function lookAtAccess(client: AccountClient): Promise<SeenAccess> {
  try {
    const privileges = await client.getPrivileges();
    return {
      privileges: privileges.map(({ privilege_name }) => privilege_name),
      account: await lookAtSummary(client),
    };
  } catch (error) {
    return { failure: toSentence(error) };
  }
}

async function lookAtSummary(client: AccountClient): Promise<SeenAccount> {
  try {
    const { summary } = await client.getSummary();
    const { encoded_account_id: accountId, organization_name: name } = summary;
    return { accountId, organization: name === undefined ? undefined : toPlainLine(name) };
  } catch (error) {
    return { failure: toSentence(error) };
  }
}
