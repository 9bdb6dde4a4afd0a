import type { Switches } from './switches.ts';
import type { Role } from './tokens.ts';

export interface Privilege {
  privilege_id: number;
  privilege_name: string;
}

/** A recorded owner had the ids 1 to 94 in no order; only these names matter here, the others are made up. */
const POLICY = {
  count: 94,
  names: { 2: 'account:read', 3: 'account:update', 89: 'account:emails:write' },
  withheldFromManagers: [3, 89],
  withheldFromOthers: [2, 3, 89],
  /** Has no divisor in common with `count`, so it steps through all ids once. */
  disorder: 37,
} satisfies Record<string, number | number[] | Record<number, string>>;

/** The privileges of a role, in the order that the switch asks for. */
export function listPrivileges(role: Role, switches: Switches): Privilege[] {
  const withheld = toWithheld(role, switches);
  const ids = Array.from({ length: POLICY.count }, (_, index) =>
    switches.privilegeOrder === 'sorted'
      ? index + 1
      : ((index * POLICY.disorder) % POLICY.count) + 1,
  );
  const names: Record<number, string> = POLICY.names;
  return ids
    .filter((id) => !withheld.includes(id))
    .map((id) => ({ privilege_id: id, privilege_name: names[id] ?? `sandbox:privilege-${id}` }));
}

export function holdsPrivilege(role: Role, name: string, switches: Switches): boolean {
  return listPrivileges(role, switches).some((privilege) => privilege.privilege_name === name);
}

function toWithheld(role: Role, switches: Switches): number[] {
  if (role === 'owner' || (role === 'manager' && switches.managerHoldsUpdate)) return [];
  return role === 'manager' ? POLICY.withheldFromManagers : POLICY.withheldFromOthers;
}
