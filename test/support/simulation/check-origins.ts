import type { Request } from './callers.ts';
import type { World } from './world.ts';

/** The detail of an event, as far as it says whose a change is. */
interface Told {
  id: string;
  origin?: { by: string; requestId?: string };
  change: { emailAddress?: string; fields?: string[]; after?: Record<string, unknown> };
}

/** A change that is told as ours must be what one of our requests asked for. */
export function checkOrigins(world: World, requests: ReadonlyMap<string, Request>): string[] {
  return world.events
    .map(({ detail }) => detail as unknown as Told)
    .filter(({ origin }) => origin?.by === 'ours')
    .filter(({ origin, change }) => !explains(requests.get(origin?.requestId ?? ''), change))
    .map(
      ({ id, origin }) =>
        `the event ${id} is laid to ${origin?.requestId}, which is no reason for it`,
    );
}

function explains(
  request: Request | undefined,
  { emailAddress, fields, after = {} }: Told['change'],
): boolean {
  if (request === undefined) return false;
  const { action, input } = request;
  if (action === 'addAccountEmail') {
    return String(input['email_address']).toLowerCase() === emailAddress?.toLowerCase();
  }
  const changed = fields ?? Object.keys(after);
  return changed.every(
    (field) => Object.hasOwn(input, field) && (input[field] ?? null) === (after[field] ?? null),
  );
}
