import { checkAddress } from '../check-address.ts';
import { renderAddress } from '../render.ts';
import { conflict, invalid, notFound, ok, type Reply } from '../reply.ts';
import type { Switches } from '../switches.ts';
import { isObject, type Operation } from './operation.ts';

/** A full replacement: a field that is left out is removed. */
export const putPhysicalAddress: Operation = {
  method: 'PUT',
  path: '/account/summary/physical_address',
  scope: 'account_update',
  run: ({ account, body, switches }) => {
    if (!isObject(body)) return invalid(['the body must be an object']);
    const checked = checkAddress(body, switches);
    if ('problems' in checked) return invalid(checked.problems);
    const refusal = account.physicalAddress ? undefined : refuseMissing(switches);
    if (refusal) return refusal;
    account.physicalAddress = checked.address;
    return ok(renderAddress(checked.address, switches));
  },
};

function refuseMissing(switches: Switches): Reply | undefined {
  const message = 'The account has no physical address.';
  switch (switches.missingAddressPut) {
    case 'creates':
      return undefined;
    case '404':
      return notFound(message);
    case '409':
      return conflict(switches.conflictBody, message);
    case '400':
      return invalid([message]);
  }
}
