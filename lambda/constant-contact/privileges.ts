import * as z from 'zod/mini';
import { FIELD_LIMITS, listOf, text } from './fields.ts';
import { parseDocument } from './reply.ts';
import type { Request } from './request.ts';

const privilege = z.object({ privilege_id: z.int(), privilege_name: text });
const privileges = listOf(privilege, FIELD_LIMITS.privileges);

/** Something that the token's user may do, such as `account:read`. */
export type Privilege = z.infer<typeof privileges>[number];

/** GET `/account/user/privileges`: needs no privilege itself, it exists to find out why a call answered 403. */
export async function getPrivileges(request: Request): Promise<Privilege[]> {
  const { document, origin } = await request({ method: 'GET', path: '/account/user/privileges' });
  return parseDocument(privileges, document, { root: 'privileges', origin });
}
