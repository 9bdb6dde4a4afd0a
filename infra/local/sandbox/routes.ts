import { getEmails } from './operations/get-emails.ts';
import { getPhysicalAddress } from './operations/get-physical-address.ts';
import { getSummary } from './operations/get-summary.ts';
import { getUserPrivileges } from './operations/get-user-privileges.ts';
import type { Operation } from './operations/operation.ts';
import { postEmails } from './operations/post-emails.ts';
import { postPhysicalAddress } from './operations/post-physical-address.ts';
import { putPhysicalAddress } from './operations/put-physical-address.ts';
import { putSummary } from './operations/put-summary.ts';
import type { Switches } from './switches.ts';

const OPERATIONS = new Map(
  [
    getUserPrivileges,
    getSummary,
    putSummary,
    getPhysicalAddress,
    postPhysicalAddress,
    putPhysicalAddress,
    getEmails,
    postEmails,
  ].map((operation) => [`${operation.method} ${operation.path}`, operation]),
);

/** The operation behind a method and a path below `/v3`. */
export function findOperation(
  method: string,
  path: string,
  switches: Switches,
): Operation | undefined {
  const wanted = switches.trailingSlash === 'accepted' ? path.replace(/\/$/, '') : path;
  return OPERATIONS.get(`${method} ${wanted}`);
}
