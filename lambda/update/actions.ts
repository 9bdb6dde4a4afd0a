import type { Action } from './action.ts';
import { addAddressAction, updateAddressAction } from './address-action.ts';
import type { UpdateRequest } from './request.ts';
import { senderAction } from './sender-action.ts';
import { summaryAction } from './summary-action.ts';

/** The action that a request asks for. */
export function toAction(request: UpdateRequest): Action {
  switch (request.action) {
    case 'updateAccountSummary':
      return summaryAction(request.input);
    case 'addPhysicalAddress':
      return addAddressAction(request.input);
    case 'updatePhysicalAddress':
      return updateAddressAction(request.input);
    case 'addAccountEmail':
      return senderAction(request.input);
  }
}
