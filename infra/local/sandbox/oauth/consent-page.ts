import { type Html, html } from '../../escape.ts';
import type { AuthorizeRequest } from './check-authorize.ts';

/** An account that the person could open. */
export interface Choice {
  accountId: string;
  organization: string;
}

/** What each scope lets an application do, in the words that a person reads. */
const SCOPE_WORDS: Record<string, string> = {
  account_read: 'read the account and its senders',
  account_update: 'change the account and add senders',
  contact_data: 'read and change contacts',
  campaign_data: 'read and change campaigns',
  offline_access: 'do so while you are away',
};

const STYLE = `
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem; }
  fieldset { margin: 1rem 0; }
  button { font: inherit; padding: 0.4rem 1.2rem; margin-right: 0.5rem; }
`;

/** Asks a person to allow or deny; the form goes to the address of the page. */
export function toConsentPage(
  { application, scopes }: AuthorizeRequest,
  choices: Choice[],
): string {
  return toDocument(
    'Allow access?',
    html`<p>The application <code>${application.clientId}</code> asks to:</p>
<ul>${scopes.map((scope) => html`<li>${SCOPE_WORDS[scope]} (<code>${scope}</code>)</li>`)}</ul>
<form method="post">
${toChooser(choices)}
<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button>
</form>`,
  );
}

/** Tells a person why nothing can be asked. */
export function toProblemPage(problem: string): string {
  return toDocument('This request cannot be answered', html`<p>${problem}</p>`);
}

function toChooser(choices: Choice[]): Html {
  const [only] = choices;
  if (only && choices.length === 1) {
    return html`<p>Account: ${only.organization}</p>
<input type="hidden" name="account" value="${only.accountId}">`;
  }
  const options = choices.map(
    ({ accountId, organization }, index) => html`<div><label><input type="radio" name="account"
value="${accountId}"${index === 0 && html` checked`}> ${organization} (${accountId})</label></div>`,
  );
  return html`<fieldset><legend>Account</legend>${options}</fieldset>`;
}

function toDocument(title: string, content: Html): string {
  return html`<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>${title} – Constant Contact sandbox</title>
<style>${{ markup: STYLE }}</style></head>
<body><main><h1>${title}</h1>
${content}
</main></body>
</html>
`.markup;
}
