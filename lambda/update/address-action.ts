import type { PhysicalAddress } from '../account/content.ts';
import { hasAddress } from '../account/normalise.ts';
import type { AccountClient } from '../constant-contact/client.ts';
import { waitForAll } from '../shared/wait-for-all.ts';
import { type Action, compareFields, type LiveState, type Plan, type Resource } from './action.ts';
import { invalidInput, refusal } from './refusals.ts';
import type { Refusal } from './reply.ts';
import { checkAddress, usesStateCode } from './rules/check-address.ts';

/** Fields to change; null removes one. */
export type AddressPatch = Readonly<Record<string, string | null>>;

/** `addPhysicalAddress`: POST, for an account that has none. */
export function addAddressAction(address: PhysicalAddress): Action {
  return {
    read: readAddress,
    look: lookAtAddress,
    plan: (resource) => {
      if (resource !== null && compareAddresses(resource, address).length > 0) {
        return refusal(
          'already_exists',
          'The account has another physical address: change it with updatePhysicalAddress.',
        );
      }
      return planWhole(resource, address, (client) => client.addPhysicalAddress(address));
    },
  };
}

/** `updatePhysicalAddress`: PUT replaces the whole address, so the change is merged over the live one first. */
export function updateAddressAction(patch: AddressPatch): Action {
  return {
    read: readAddress,
    look: lookAtAddress,
    plan: (resource): Plan | Refusal => {
      if (resource === null) {
        const message = 'The account has no physical address: add one with addPhysicalAddress.';
        return refusal('not_found', message);
      }
      const merged = mergeAddress(resource, patch);
      const problems = compareAddresses(resource, merged).length > 0 ? checkAddress(merged) : [];
      if (problems.length > 0) {
        return invalidInput(problems);
      }
      return planWhole(resource, merged, (client) => client.replacePhysicalAddress(merged));
    },
  };
}

/**
 * The patch over the address: no field that it does not name is lost, but for the one that the other kind of country
 * uses: `state_code` in the US and Canada, `state_name` elsewhere.
 */
export function mergeAddress(address: PhysicalAddress, patch: AddressPatch): PhysicalAddress {
  const merged = { ...address, ...patch };
  const foreign = usesStateCode(merged.country_code) ? 'state_name' : 'state_code';
  const kept = Object.entries(merged)
    .filter(([, value]) => typeof value === 'string' && value !== '')
    .filter(([field]) => field !== foreign || Object.hasOwn(patch, field));
  return Object.fromEntries(kept) as PhysicalAddress;
}

async function readAddress(client: AccountClient): Promise<LiveState> {
  const [{ summary }, resource] = await waitForAll([client.getSummary(), lookAtAddress(client)]);
  return { summary, resource };
}

async function lookAtAddress(client: AccountClient): Promise<Resource> {
  const { physicalAddress } = await client.getPhysicalAddress();
  return hasAddress(physicalAddress) ? { ...physicalAddress } : null;
}

function planWhole(
  resource: Resource,
  address: PhysicalAddress,
  send: (client: AccountClient) => Promise<{ physicalAddress: PhysicalAddress | null }>,
): Plan {
  const changes = compareAddresses(resource, address);
  return {
    changes,
    written: Object.fromEntries(changes.map(({ field, after }) => [field, after as string | null])),
    isDone: (state) => compareAddresses(state, address).length === 0,
    write: async (client) => {
      const { physicalAddress } = await send(client);
      return { resource: physicalAddress && { ...physicalAddress }, isWhole: true };
    },
  };
}

/** Every field of either side: what the whole address does not have is removed. */
function compareAddresses(resource: Resource, address: PhysicalAddress) {
  const removed = Object.fromEntries(Object.keys(resource ?? {}).map((field) => [field, null]));
  return compareFields(resource, { ...removed, ...address });
}
