import type { Reply } from '../reply.ts';
import type { Answer, IncomingRequest, SandboxState } from '../state.ts';
import { type AuthorizeProblem, type AuthorizeRequest, checkAuthorize } from './check-authorize.ts';
import { type Choice, toConsentPage, toProblemPage } from './consent-page.ts';
import { readForm } from './form.ts';

/** GET /authorize: the page that asks the person. */
export function showConsent({ query }: IncomingRequest, state: SandboxState): Answer {
  const checked = checkAuthorize(query, state.oauth.applications);
  if ('tell' in checked) return refusal(checked);
  return { reply: toPage(200, toConsentPage(checked, listChoices(state))), acted: false };
}

/** POST /authorize: what the Account Owner decided. The page sends it to its own address, so all is judged again. */
export function decide(request: IncomingRequest, state: SandboxState): Answer {
  const checked = checkAuthorize(request.query, state.oauth.applications);
  if ('tell' in checked) return refusal(checked);
  const form = readForm(request);
  const accountId = form?.get('account') ?? '';
  const decision = form?.get('decision');
  if (decision === 'deny') {
    return refusal({
      ...checked,
      tell: 'application',
      error: 'access_denied',
      problem: 'The resource owner denied the request.',
    });
  }
  if (decision !== 'allow' || !state.store.accounts.has(accountId)) {
    return refusal({ tell: 'person', problem: 'Choose an account, then Allow or Deny.' });
  }
  return allow(checked, accountId, state);
}

function allow(request: AuthorizeRequest, accountId: string, { oauth }: SandboxState): Answer {
  const { application, redirectUri, scopes, codeChallenge } = request;
  const { clientId } = application;
  const code = oauth.codes.issue({
    consent: { accountId, clientId, scopes, role: 'owner' },
    redirectUri,
    codeChallenge,
  });
  return { reply: redirect(redirectUri, { code, state: request.state }), accountId, acted: true };
}

function refusal(found: AuthorizeProblem): Answer {
  if (found.tell === 'person') {
    return { reply: toPage(400, toProblemPage(found.problem)), acted: false };
  }
  const { redirectUri, state, error, problem } = found;
  return {
    reply: redirect(redirectUri, { error, error_description: problem, state }),
    acted: false,
  };
}

function listChoices({ store }: SandboxState): Choice[] {
  return [...store.accounts].map(([accountId, { summary }]) => ({
    accountId,
    organization: summary.organization_name ?? accountId,
  }));
}

function redirect(redirectUri: string, parameters: Record<string, string>): Reply {
  const location = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== '') location.searchParams.set(name, value);
  }
  return { status: 302, headers: { location: location.href } };
}

/** Pages hold no script and may load nothing. */
const toPage = (status: number, text: string): Reply => ({
  status,
  text,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'cache-control': 'no-store',
  },
});
