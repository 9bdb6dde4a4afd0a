import { findCommands } from '../../infra/find-commands.ts';
import { listSent } from '../../infra/used-permissions.ts';

/** What is compared is the same. */
export const NO_DIFFERENCE = { unknown: [], unused: [] };

/**
 * What a function has sent, recorded, against what its bundle holds: every command is really sent, on a resource that is
 * known of it. That a function can send nothing else is not left to what tests happen to run, because the bundle holds
 * every path; and that each role is granted exactly this is shown of the template, in test/unit/infra/permissions.test.ts.
 */
export async function compareSent(folder: string, record: ReadonlySet<string>) {
  const known = listSent(folder, await findCommands(folder), 'table/account-sync');
  return {
    unknown: [...record].filter((one) => !known.some((permission) => covers(permission, one))),
    unused: known
      .filter((permission) => ![...record].some((one) => covers(permission, one)))
      .map(({ action }) => action),
  };
}

/** True where the permission covers the recorded call; a `*` at a resource's end stands for any text. */
function covers(permission: { action: string; resource: string }, recorded: string): boolean {
  const [action, resource = ''] = recorded.split(' on ');
  // Of an ARN only the last part is recorded.
  const pattern = permission.resource.replace(/^arn:.*\}:/, '');
  if (action !== permission.action) return false;
  return pattern.endsWith('*') ? resource.startsWith(pattern.slice(0, -1)) : resource === pattern;
}
