import type { Content } from './content.ts';
import { normaliseContent, senderKey } from './normalise.ts';

/** What a later content lacks of an earlier one, by the part of the account that has to be asked again. */
export interface Removals {
  summary: string[];
  physicalAddress: string[];
  senders: string[];
}

/**
 * Lists everything of `before` that is missing in `after`: fields of the summary, the address or its fields, senders,
 * and roles of senders. An outage can look just like a removal, so none counts before a second reply lacks the same.
 */
export function listRemovals(before: Content, after: Content): Removals {
  const [old, now] = [normaliseContent(before), normaliseContent(after)];
  return {
    summary: missingKeys(old.summary, now.summary),
    physicalAddress: missingAddress(old.physicalAddress, now.physicalAddress),
    senders: missingSenders(old.senders, now.senders),
  };
}

/** True when nothing at all is missing. */
export function lacksNothing(removals: Removals): boolean {
  return Object.values(removals).every((missing) => missing.length === 0);
}

/** True when both lack exactly the same. */
export function lackTheSame(a: Removals, b: Removals): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function missingAddress(
  before: Content['physicalAddress'],
  after: Content['physicalAddress'],
): string[] {
  if (before === null) return [];
  return after === null ? ['the whole address'] : missingKeys(before, after);
}

function missingKeys(before: object, after: object): string[] {
  return Object.keys(before).filter((key) => !Object.hasOwn(after, key));
}

function missingSenders(before: Content['senders'], after: Content['senders']): string[] {
  const now = new Map(after.map((sender) => [senderKey(sender), sender]));
  return before.flatMap((sender) => {
    const key = senderKey(sender);
    const found = now.get(key);
    if (!found) return [key];
    return sender.roles
      .filter((role) => !found.roles.includes(role))
      .map((role) => `${key} as ${role}`);
  });
}
