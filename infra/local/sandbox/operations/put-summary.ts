import type { SandboxAccount } from '../account.ts';
import { checkSummary, type SummaryChange } from '../check-summary.ts';
import { renderSummary } from '../render.ts';
import { invalid, ok } from '../reply.ts';
import { isObject, type Operation } from './operation.ts';

/** A partial update: what is left out stays. The reply is the whole summary. */
export const putSummary: Operation = {
  method: 'PUT',
  path: '/account/summary',
  scope: 'account_update',
  run: ({ account, body = {}, switches }) => {
    if (!isObject(body)) return invalid(['the body must be an object']);
    if (Object.keys(body).length === 0 && switches.summaryPutEmptyBody === '400') {
      return invalid(['the body must not be empty']);
    }
    const checked = checkSummary(body, account, switches);
    if ('problems' in checked) return invalid(checked.problems);
    applyChange(account, checked.change);
    const email = checked.change['contact_email'];
    if (email && switches.contactEmailMovesRole) moveContactRole(account, email);
    return ok(renderSummary(account, [], switches));
  },
};

function applyChange(account: SandboxAccount, change: SummaryChange): void {
  Object.assign(account.summary, change);
  for (const [field, value] of Object.entries(change)) {
    if (value === null || value === '') Reflect.deleteProperty(account.summary, field);
  }
}

function moveContactRole(account: SandboxAccount, email: string): void {
  for (const sender of account.senders) {
    const others = sender.roles.filter((role) => role !== 'CONTACT');
    const holds = sender.email_address.toLowerCase() === email.toLowerCase();
    sender.roles = holds ? ['CONTACT', ...others] : others;
  }
}
