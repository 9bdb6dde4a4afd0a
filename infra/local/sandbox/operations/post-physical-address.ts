import { checkAddress } from '../check-address.ts';
import { renderAddress } from '../render.ts';
import { conflict, created, invalid } from '../reply.ts';
import { isObject, type Operation } from './operation.ts';

export const postPhysicalAddress: Operation = {
  method: 'POST',
  path: '/account/summary/physical_address',
  scope: 'account_update',
  run: ({ account, body, switches }) => {
    if (!isObject(body)) return invalid(['the body must be an object']);
    const checked = checkAddress(body, switches);
    if ('problems' in checked) return invalid(checked.problems);
    if (account.physicalAddress) {
      return conflict(switches.conflictBody, 'The account already has a physical address.');
    }
    account.physicalAddress = checked.address;
    return created(renderAddress(checked.address, switches));
  },
};
