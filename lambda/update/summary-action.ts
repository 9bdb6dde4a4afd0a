import type { AccountSummary } from '../account/content.ts';
import { isConfirmed } from '../account/diff.ts';
import type { AccountClient } from '../constant-contact/client.ts';
import type { SummaryPatch } from '../constant-contact/summary.ts';
import { type Action, compareFields } from './action.ts';
import { findSender } from './find-sender.ts';
import { invalidInput } from './refusals.ts';
import type { FieldChange, Refusal } from './reply.ts';
import { checkSummary } from './rules/check-summary.ts';

/** `updateAccountSummary`: PUT is partial, so only what differs is sent. */
export function summaryAction(input: Readonly<SummaryPatch>): Action {
  const wanted = input as Record<string, string>;
  return {
    read: async (client) => {
      const { summary } = await client.getSummary();
      return { summary, resource: { ...summary } };
    },
    look: async (client) => ({ ...(await client.getSummary()).summary }),
    plan: (resource) => {
      const changes = compareFields(resource, wanted);
      const after = { ...resource, ...wanted } as Partial<AccountSummary>;
      const problems = changes.some(isPlace) ? checkSummary(after) : [];
      if (problems.length > 0) return invalidInput(problems);
      const patch = toPatch(changes, after);
      return {
        changes,
        written: patch,
        isDone: (state) => compareFields(state, wanted).length === 0,
        check: (client) => checkContact(client, changes),
        write: async (client) => {
          const { summary } = await client.putSummary(patch);
          return { resource: { ...summary }, isWhole: true };
        },
      };
    },
  };
}

/** What is stored may break the rule already; only a change of the place itself has to mend it. */
function isPlace({ field }: FieldChange): boolean {
  return field === 'country_code' || field === 'state_code';
}

/** The vendor may judge a country by the sent properties alone, so its state goes with it. */
function toPatch(
  changes: readonly FieldChange[],
  after: Partial<AccountSummary>,
): Record<string, string> {
  const changed = changes.map(({ field }) => field);
  const withState = changed.includes('country_code') && after.state_code !== undefined;
  const fields = new Set(withState ? [...changed, 'state_code'] : changed);
  return Object.fromEntries(Object.entries(after).filter(([field]) => fields.has(field)));
}

/** The vendor takes only a confirmed account email as the account's contact. */
async function checkContact(
  client: AccountClient,
  changes: readonly FieldChange[],
): Promise<Refusal | undefined> {
  const contact = changes.find(({ field }) => field === 'contact_email')?.after;
  if (typeof contact !== 'string') return undefined;
  const sender = await findSender(client, contact);
  if (isConfirmed(sender)) return undefined;
  const problem = sender
    ? 'is an email of this account that is not confirmed yet'
    : 'is not an email of this account: add it with addAccountEmail and confirm it first';
  return invalidInput([{ field: 'contact_email', problem }]);
}
