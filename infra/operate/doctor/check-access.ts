import { ACTIONS } from '../../../lambda/update/request.ts';
import type { AccountFinding } from './finding.ts';

/** What the user of the token must hold for each thing that we do; every action reads before it writes. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  sync: ['account:read'],
  ...Object.fromEntries(ACTIONS.map((action) => [action, ['account:read', 'account:update']])),
};

/** What the vendor answers with the stored token; a sentence stands where it gave none. */
export interface SeenAccess {
  privileges: readonly string[] | { failure: string };
  live: { accountId: string; organization: string | undefined } | { failure: string };
}

/** What is right and wrong with what the token opens. */
export function checkAccess(
  { privileges, live }: SeenAccess,
  known: {
    /** By the secret. */
    stored: string | undefined;
    /** By the newest snapshot. */
    recorded: string | undefined;
  },
): AccountFinding[] {
  return [checkPrivileges(privileges), checkAccountId(live, known)];
}

/** Whether the user of the token may do what sync and each action of update do. */
export function checkPrivileges(privileges: SeenAccess['privileges']): AccountFinding {
  const check = 'privileges';
  if ('failure' in privileges) return { check, level: 'broken', message: privileges.failure };
  const refused = Object.entries(NEEDS).filter(([, needed]) =>
    needed.some((name) => !privileges.includes(name)),
  );
  const names = refused.map(([what]) => what);
  if (names.length === 0) {
    const all = Object.keys(NEEDS).join(', ');
    return { check, level: 'ok', message: `The user holds the privileges for ${all}.` };
  }
  const missing = [...new Set(refused.flatMap(([, needed]) => needed))].filter(
    (name) => !privileges.includes(name),
  );
  return {
    check,
    level: names.includes('sync') ? 'broken' : 'warning',
    message: `The user lacks ${missing.join(' and ')}, which ${names.join(', ')} need: authorize as the Account Owner.`,
  };
}

function checkAccountId(
  live: SeenAccess['live'],
  { stored, recorded }: { stored: string | undefined; recorded: string | undefined },
): AccountFinding {
  const check = 'accountId';
  if ('failure' in live) return { check, level: 'broken', message: live.failure };
  const { accountId, organization = 'without a name' } = live;
  const others = Object.entries({ secret: stored, table: recorded }).filter(
    ([, id]) => id !== undefined && id !== accountId,
  );
  if (others.length === 0) {
    const checked = recorded === undefined ? '; no check has stored it yet' : '';
    return {
      check,
      level: 'ok',
      message: `The token opens ${accountId}, ${organization}${checked}.`,
    };
  }
  const words = others.map(([place, id]) => `the ${place} says ${id}`).join(' and ');
  return {
    check,
    level: 'broken',
    message: `The token opens ${accountId}, ${organization}, but ${words}: store the right account's token.`,
  };
}
