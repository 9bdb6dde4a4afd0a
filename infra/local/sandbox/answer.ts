import type { SandboxAccount } from './account.ts';
import { answerAuth, isAuthPath } from './oauth/answer-auth.ts';
import type { Operation } from './operations/operation.ts';
import { holdsPrivilege } from './privileges.ts';
import {
  forbidden,
  insufficientPrivileges,
  invalid,
  notFound,
  outsideApi,
  quotaExceeded,
  type Reply,
  throttled,
  unauthorized,
  unsupportedMedia,
} from './reply.ts';
import { findOperation } from './routes.ts';
import type { Answer, IncomingRequest, SandboxState } from './state.ts';
import type { Switches } from './switches.ts';
import type { Grant } from './tokens.ts';

/**
 * The whole way of a request, past the authorization server. As observed, path and method are judged before the token; the rest of the order is
 * ours. With `hideAddress` a read finds no physical address.
 */
export function answer(
  request: IncomingRequest,
  state: SandboxState,
  { hideAddress = false } = {},
): Answer {
  if (isAuthPath(request.path)) return answerAuth(request, state);
  if (!request.underApi) return refusal(outsideApi());
  const operation = findOperation(request.method, request.path, state.switches);
  if (!operation) return refusal(notFound('The resource was not found.'));
  const grant = state.tokens.find(request.headers.authorization);
  const account = grant && state.store.accounts.get(grant.accountId);
  if (!grant || !account) return refusal(unauthorized());

  const admitted = state.admit(state.switches.throttledCounts);
  const refused =
    (admitted === 'quotaExceeded' ? quotaExceeded() : undefined) ??
    (admitted === 'throttled' ? throttled() : undefined) ??
    refuseAccess(operation, grant, state.switches) ??
    refuseBody(request, state.switches);
  if (refused) return { ...refusal(refused), accountId: grant.accountId };
  return act({ operation, request, grant, account, state, hideAddress });
}

const refusal = (reply: Reply): Answer => ({ reply, acted: false });

/** Operation 1 exists to explain a 403, so nothing but deactivation keeps anyone from it. */
function refuseAccess(operation: Operation, grant: Grant, switches: Switches): Reply | undefined {
  if (switches.applicationDeactivated || switches.deactivatedAccounts.includes(grant.accountId)) {
    return forbidden(switches.deactivatedBody, 'The application is deactivated.');
  }
  if (!operation.scope) return undefined;
  if (!grant.scopes.includes(operation.scope)) {
    return forbidden(switches.missingScopeBody, 'The access token lacks the necessary scopes.');
  }
  const privilege = operation.scope.replace('_', ':');
  if (!holdsPrivilege(grant.role, privilege, switches)) return insufficientPrivileges();
  if (operation.scope === 'account_update' && grant.role !== 'owner') {
    return forbidden(switches.missingRoleBody, 'The Account Owner role is required.');
  }
  return undefined;
}

function refuseBody(request: IncomingRequest, switches: Switches): Reply | undefined {
  if (request.method === 'GET' || request.rawBody === '') return undefined;
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') return unsupportedMedia(switches.unsupportedMediaBody);
  return isJson(request.rawBody) ? undefined : invalid(['the body is not valid JSON']);
}

interface Act {
  operation: Operation;
  request: IncomingRequest;
  grant: Grant;
  account: SandboxAccount;
  state: SandboxState;
  hideAddress: boolean;
}

function act({ operation, request, grant, account, state, hideAddress }: Act): Answer {
  const { accountId, role } = grant;
  const { switches, store, clock, random, confirmationMails } = state;
  const nowMs = clock.now();
  const lagMs = operation.method === 'GET' ? 0 : switches.readAfterWriteLagMs;
  const before = lagMs > 0 ? structuredClone(account) : undefined;
  const view = store.view(accountId, account, nowMs);
  const reply = operation.run({
    account,
    view: hideAddress ? { ...view, physicalAddress: undefined } : view,
    query: request.query,
    body: operation.method === 'GET' ? undefined : parseBody(request.rawBody),
    role,
    switches,
    random,
    sendConfirmationMail: (email_address) => {
      confirmationMails.push({ accountId, email_address, at: nowMs });
    },
  });
  const acted = reply.status < 300;
  if (acted && before) store.keepShowing(accountId, before, nowMs + lagMs);
  return { reply, accountId, acted };
}

/** The JSON value of a body, undefined for an empty one; anything else as the text that it is. */
export function parseBody(rawBody: string): unknown {
  if (rawBody === '') return undefined;
  return isJson(rawBody) ? JSON.parse(rawBody) : rawBody;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
