import { listPrivileges } from '../privileges.ts';
import { ok } from '../reply.ts';
import type { Operation } from './operation.ts';

export const getUserPrivileges: Operation = {
  method: 'GET',
  path: '/account/user/privileges',
  run: ({ role, switches }) => ok(listPrivileges(role, switches)),
};
