import * as z from 'zod/mini';
import { ServiceError } from '../aws-json.ts';
import { toMetadata, toStagesByVersion } from './describe-secret.ts';
import type { OperationResult, Secret, Secrets } from './secrets.ts';

const listInput = z.object({
  /** Of the service's filters only the one by name is known here. */
  Filters: z.optional(
    z.array(
      z.object({ Key: z.literal('name'), Values: z.array(z.string()).check(z.minLength(1)) }),
    ),
  ),
  IncludePlannedDeletion: z.optional(z.boolean()),
  MaxResults: z._default(z.int().check(z.minimum(1), z.maximum(100)), 100),
  NextToken: z.optional(z.string()),
  SortOrder: z._default(z.enum(['asc', 'desc']), 'asc'),
});

const cursorSchema = z.tuple([z.number(), z.string()]);

/** The place of a secret in the list: when it was made, then its name. */
type Cursor = z.infer<typeof cursorSchema>;

/** A page by creation time. A token names the last secret shown, so that secrets coming and going shift nothing. */
export function listSecrets(secrets: Secrets, input: unknown): OperationResult {
  const request = listInput.parse(input);
  const direction = request.SortOrder === 'asc' ? 1 : -1;
  const order = (a: Cursor, b: Cursor) => direction * compareCursors(a, b);
  const after = request.NextToken === undefined ? undefined : readToken(request.NextToken);
  const rest = [...secrets.values()]
    .filter((secret) => request.IncludePlannedDeletion || secret.deletionAtMs === undefined)
    .filter(({ name }) => (request.Filters ?? []).every(({ Values }) => matchesName(name, Values)))
    .toSorted((a, b) => order(toCursor(a), toCursor(b)))
    .filter((secret) => after === undefined || order(toCursor(secret), after) > 0);
  const page = rest.slice(0, request.MaxResults);
  const last = page.at(-1);
  return {
    reply: {
      SecretList: page.map((secret) => ({
        ...toMetadata(secret),
        SecretVersionsToStages: toStagesByVersion(secret),
      })),
      ...(last !== undefined && rest.length > page.length && { NextToken: toToken(last) }),
    },
  };
}

/** Prefixes, case-sensitive; one with `!` in front excludes. */
function matchesName(name: string, values: string[]): boolean {
  return values.some((value) =>
    value.startsWith('!') ? !name.startsWith(value.slice(1)) : name.startsWith(value),
  );
}

function toCursor(secret: Secret): Cursor {
  return [secret.createdAtMs, secret.name];
}

function compareCursors([timeA, nameA]: Cursor, [timeB, nameB]: Cursor): number {
  if (timeA !== timeB) return timeA - timeB;
  if (nameA === nameB) return 0;
  return nameA < nameB ? -1 : 1;
}

function toToken(last: Secret): string {
  return Buffer.from(JSON.stringify(toCursor(last))).toString('base64url');
}

function readToken(token: string): Cursor {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(token, 'base64url').toString()));
  } catch {
    throw new ServiceError('InvalidNextTokenException', 'The NextToken value is invalid.');
  }
}
