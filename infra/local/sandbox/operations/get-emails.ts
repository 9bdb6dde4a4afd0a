import type { SandboxSender } from '../account.ts';
import { shuffle } from '../random.ts';
import { renderSender } from '../render.ts';
import { invalid, notFound, ok } from '../reply.ts';
import type { Switches } from '../switches.ts';
import type { Operation } from './operation.ts';

type Matches = (sender: SandboxSender) => boolean;

/** Every documented value of a filter, with its abbreviation. */
const STATUSES = new Map([
  ['CONFIRMED', 'CONFIRMED'],
  ['C', 'CONFIRMED'],
  ['UNCONFIRMED', 'UNCONFIRMED'],
  ['U', 'UNCONFIRMED'],
]);
const ROLES = new Map([
  ['CONTACT', 'CONTACT'],
  ['C', 'CONTACT'],
  ['BILLING', 'BILLING'],
  ['B', 'BILLING'],
  ['JOURNALING', 'JOURNALING'],
  ['J', 'JOURNALING'],
  ['REPLY_TO', 'REPLY_TO'],
  ['R', 'REPLY_TO'],
  ['OTHER', 'OTHER'],
  ['O', 'OTHER'],
]);

/** Each filter by its name: what a sender must be like, or nothing for a value that is not documented. */
const FILTERS = new Map<string, (value: string) => Matches | undefined>([
  [
    'confirm_status',
    (value) => {
      const status = STATUSES.get(value);
      return status === undefined ? undefined : (sender) => sender.confirm_status === status;
    },
  ],
  [
    'role_code',
    (value) => {
      const role = ROLES.get(value);
      return role === undefined ? undefined : (sender) => sender.roles.includes(role);
    },
  ],
  [
    'email_address',
    (value) => (sender) => sender.email_address.toLowerCase() === value.toLowerCase(),
  ],
]);

/** A bare array, unpaged; at most one filter at a time. */
export const getEmails: Operation = {
  method: 'GET',
  path: '/account/emails',
  scope: 'account_read',
  run: ({ view, query, switches, random }) => {
    const asked = [...query].filter(([name]) => FILTERS.has(name));
    if (asked.length > 1 && switches.twoFilters === '400') {
      return invalid(['only one query parameter is supported at a time']);
    }
    const filters = asked.map(([name, value]) => FILTERS.get(name)?.(value));
    if (filters.includes(undefined)) return invalid(['the filter does not have a valid value']);

    const effective = chooseFilters(filters, switches);
    const found = view.senders.filter((sender) => effective.every((matches) => matches?.(sender)));
    if (asked.length > 0 && found.length === 0 && switches.filterWithoutMatch === '404') {
      return notFound('No account email address matches.');
    }
    const ordered = switches.senderOrder === 'shuffled' ? shuffle(random, found) : found;
    return ok(ordered.map((sender) => renderSender(sender, switches, random)));
  },
};

function chooseFilters<Filter>(filters: Filter[], switches: Switches): Filter[] {
  if (filters.length < 2) return filters;
  if (switches.twoFilters === 'none') return [];
  return switches.twoFilters === 'first' ? filters.slice(0, 1) : filters;
}
