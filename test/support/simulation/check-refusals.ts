import type { UpdateReply } from '../../../lambda/update/reply.ts';
import { isGranted, type Request } from './callers.ts';
import type { Facts } from './check-updates.ts';
import type { Parts } from './truth.ts';

type Code = Extract<UpdateReply, { ok: false }>['error']['code'];

/** Where nothing failed around an update, the account itself was a reason to refuse it, or the vendor refused it. */
export function checkRefusal(code: Code, facts: Facts): string[] {
  const { request, versions, sent, invocation } = facts;
  if (invocation.disturbances.length > 0) return [];
  const isReason =
    code === 'rejected'
      ? sent.length > 0
      : versions.some(({ parts }) => isReasonFor(code, request, parts));
  return isReason ? [] : [`was refused (${code}) for no reason`];
}

/** A dry run is asked for, and what would be applied is not so yet. */
export function checkDryRun({ request, versions, sent }: Facts): string[] {
  if (!request.dryRun) return ['says what it would do and was asked to do it'];
  if (sent.length > 0) return ['was a dry run and sent something'];
  const wasSo = versions.every(({ parts }) => isGranted(request, parts));
  return wasSo ? ['says what it would do, and it was so before'] : [];
}

function isReasonFor(code: Code, { action, input, expect = {} }: Request, parts: Parts): boolean {
  const hasAddress = Object.keys(parts.address).length > 0;
  switch (code) {
    case 'already_exists':
      return action === 'addPhysicalAddress' && hasAddress;
    case 'not_found':
      return action === 'updatePhysicalAddress' && !hasAddress;
    case 'precondition_failed': {
      const part = action === 'updateAccountSummary' ? parts.summary : parts.address;
      return Object.entries(expect).some(([field, value]) => (part[field] ?? null) !== value);
    }
    case 'invalid_input': {
      const contact = input['contact_email'];
      return Boolean(contact) && parts.senders[`${contact} confirm_status`] !== 'CONFIRMED';
    }
    default:
      return false;
  }
}
