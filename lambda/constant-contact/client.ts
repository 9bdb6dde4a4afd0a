import type { PhysicalAddress } from '../account/content.ts';
import type { Clock } from '../shared/clock.ts';
import {
  type AddedSender,
  addSender,
  getSenders,
  type SendersFilter,
  type SendersReply,
} from './emails.ts';
import type { UnauthorizedError } from './errors.ts';
import type { Pace } from './pace.ts';
import {
  addPhysicalAddress,
  getPhysicalAddress,
  type PhysicalAddressReply,
  replacePhysicalAddress,
} from './physical-address.ts';
import { REQUEST_POLICY, type RequestPolicy } from './policy.ts';
import { getPrivileges, type Privilege } from './privileges.ts';
import { createRequester, type Usage } from './request.ts';
import { type Send, send as sendOverNetwork } from './send.ts';
import { getSummary, putSummary, type SummaryPatch, type SummaryReply } from './summary.ts';

/** Where the token of one account comes from. */
export interface TokenSource {
  /** The token to send; may come from a cache. */
  read(): Promise<string>;
  /** The token past any cache, asked for after a 401. */
  reread(): Promise<string>;
  /** The error to throw when the vendor refuses the re-read token too. */
  explainRefusal(cause: UnauthorizedError): Error;
}

/** The vendor's eight account operations for one account. All throw the errors of `errors.ts`. */
export interface AccountClient {
  getPrivileges(): Promise<Privilege[]>;
  getSummary(options?: { withPhysicalAddress?: boolean }): Promise<SummaryReply>;
  putSummary(patch: SummaryPatch): Promise<SummaryReply>;
  getPhysicalAddress(): Promise<PhysicalAddressReply>;
  addPhysicalAddress(address: PhysicalAddress): Promise<PhysicalAddressReply>;
  replacePhysicalAddress(address: PhysicalAddress): Promise<PhysicalAddressReply>;
  getSenders(filter?: SendersFilter): Promise<SendersReply>;
  addSender(emailAddress: string): Promise<AddedSender>;
  /** What was sent through this client so far, retries included. */
  usage(): Usage;
}

/** A client for all accounts of one application: they share one pace, because the vendor's limits do. */
export function createConstantContact({
  policy,
  send = sendOverNetwork,
  ...shared
}: {
  /** Base address with version, such as `https://api.cc.email/v3`. */
  apiUrl: string;
  pace: Pace;
  clock: Clock;
  /** A number from 0 up to 1, such as Math.random. */
  random: () => number;
  policy?: Partial<RequestPolicy>;
  /** Sends one attempt; over the network unless told otherwise. */
  send?: Send;
}): { forAccount(tokens: TokenSource): AccountClient } {
  const options = { ...shared, send, policy: { ...REQUEST_POLICY, ...policy } };
  return {
    forAccount(tokens) {
      const { request, usage } = createRequester(options, tokens);
      return {
        getPrivileges: () => getPrivileges(request),
        getSummary: (what) => getSummary(request, what),
        putSummary: (patch) => putSummary(request, patch),
        getPhysicalAddress: () => getPhysicalAddress(request),
        addPhysicalAddress: (address) => addPhysicalAddress(request, address),
        replacePhysicalAddress: (address) => replacePhysicalAddress(request, address),
        getSenders: (filter) => getSenders(request, filter),
        addSender: (emailAddress) => addSender(request, emailAddress),
        usage,
      };
    },
  };
}
