import { fieldOf, isSameValue, type Resource } from './action.ts';
import type { Refusal } from './reply.ts';
import type { UpdateRequest } from './request.ts';

/** Compares what the caller believes of the resource (null = absent) with what is live; undefined when all is so. */
export function checkExpectations(request: UpdateRequest, resource: Resource): Refusal | undefined {
  const beliefs: Readonly<Record<string, string | null>> =
    'expect' in request ? request.expect : {};
  const details = Object.entries(beliefs)
    .map(([field, expected]) => ({ field, expected, actual: fieldOf(resource, field) }))
    .filter(({ field, expected, actual }) => !isSameValue(field, expected, actual));
  if (details.length === 0) return undefined;
  const fields = details.map(({ field }) => field).join(', ');
  const message = `Nothing was changed: ${fields} is not what you expected. Read it and decide again.`;
  return { code: 'precondition_failed', message, details };
}
