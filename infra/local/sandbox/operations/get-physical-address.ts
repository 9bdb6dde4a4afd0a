import { renderAddress } from '../render.ts';
import { notFound, ok, type Reply } from '../reply.ts';
import type { Switches } from '../switches.ts';
import type { Operation } from './operation.ts';

export const getPhysicalAddress: Operation = {
  method: 'GET',
  path: '/account/summary/physical_address',
  scope: 'account_read',
  run: ({ view, switches }) =>
    view.physicalAddress
      ? ok(renderAddress(view.physicalAddress, switches))
      : toMissingAddress(switches, view.summary.country_code),
};

/** What the operation answers while there is no address, by the switch `missingAddressGet`. */
function toMissingAddress(switches: Switches, countryCode = 'US'): Reply {
  switch (switches.missingAddressGet) {
    case '404':
      return notFound('The account has no physical address.');
    case '204':
      return { status: 204 };
    case 'empty':
      return ok({});
    case 'partial':
      return ok(renderAddress({ country_code: countryCode }, switches));
  }
}
