import { type SandboxAccount, toNewestId } from '../account.ts';
import { conflict, created, invalid } from '../reply.ts';
import type { Switches } from '../switches.ts';
import { isObject, type Operation } from './operation.ts';

/** An address has at most 80 characters; the form is what every mail system asks for. */
const POLICY = { characters: 80, form: /^[^\s@]+@[^\s@]+\.[^\s@]+$/ } satisfies {
  characters: number;
  form: RegExp;
};

/** Adds an unconfirmed sender and sends it the confirmation mail. */
export const postEmails: Operation = {
  method: 'POST',
  path: '/account/emails',
  scope: 'account_update',
  run: ({ account, body, switches, sendConfirmationMail }) => {
    const email = isObject(body) ? body['email_address'] : undefined;
    if (typeof email !== 'string') return invalid(['email_address is required']);
    if (email.length > POLICY.characters || !POLICY.form.test(email)) {
      return invalid(['email_address is not a valid email address of at most 80 characters']);
    }
    if (isPresent(email, account, switches)) {
      if (switches.conflictResendsMail) sendConfirmationMail(email);
      return conflict(switches.conflictBody, 'The email address already exists in the account.');
    }
    account.lastEmailId = toNewestId(account.senders, account.lastEmailId) + 1;
    const sender = {
      email_address: email,
      email_id: account.lastEmailId,
      confirm_status: 'UNCONFIRMED',
    };
    account.senders.push({ ...sender, roles: [] });
    sendConfirmationMail(email);
    return created(sender);
  },
};

function isPresent(email: string, account: SandboxAccount, switches: Switches): boolean {
  const fold = (text: string) => (switches.emailCaseMatters ? text : text.toLowerCase());
  return account.senders.some((sender) => fold(sender.email_address) === fold(email));
}
