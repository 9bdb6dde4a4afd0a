import { ACTIONS } from '../../../lambda/update/request.ts';
import type { AccountFinding } from './finding.ts';

/** What the user of the token must hold for each thing that we do; every action reads before it writes. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  sync: ['account:read'],
  ...Object.fromEntries(ACTIONS.map((action) => [action, ['account:read', 'account:update']])),
};

/** An account as the vendor shows it to the token; a sentence stands where it does not. */
export type SeenAccount =
  | { accountId: string; organization: string | undefined }
  | { failure: string };

/** What the vendor answers with the stored token. */
export type SeenAccess =
  | { privileges: readonly string[]; account: SeenAccount }
  | { failure: string };

/** What is right and wrong with what the token opens. */
export function checkAccess(
  seen: SeenAccess,
  known: {
    /** By the secret. */
    stored: string | undefined;
    /** By the newest snapshot. */
    recorded: string | undefined;
  },
): AccountFinding[] {
  if ('failure' in seen) return [{ check: 'privileges', level: 'broken', message: seen.failure }];
  return [checkPrivileges(seen.privileges), checkAccountId(seen.account, known)];
}

/** Whether the user of the token may do what sync and each action of update do. */
export function checkPrivileges(privileges: readonly string[]): AccountFinding {
  const check = 'privileges';
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
  seen: SeenAccount,
  { stored, recorded }: { stored: string | undefined; recorded: string | undefined },
): AccountFinding {
  const check = 'accountId';
  if ('failure' in seen) return { check, level: 'broken', message: seen.failure };
  const { accountId, organization = 'without a name' } = seen;
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
