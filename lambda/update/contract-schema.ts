import * as z from 'zod/mini';
import { UPDATE_ERROR_NAMES } from './invoke-update.ts';
import { replySchema } from './reply.ts';
import { requestSchema } from './request.ts';

/** What the schema cannot say, for whoever reads it without this project. */
const DESCRIPTION =
  'Lengths count UTF-16 code units. Some rules are not in this schema and are answered with invalid_input: states by ' +
  'country, ISO 3166-1 countries, IANA time zones, web addresses, no blanks at either end. Replies may gain fields.';

/** JSON Schema (draft 2020-12) of request, reply and the names of thrown errors, for callers in other languages. */
export function toContractSchema(): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Constant Contact account sync: update',
    description: DESCRIPTION,
    $defs: {
      request: toDefinition(requestSchema),
      reply: toDefinition(replySchema),
      errorName: { enum: UPDATE_ERROR_NAMES },
    },
  };
}

/** As callers write and read it: what has a default may be left out, and unknown fields of a reply are no error. */
function toDefinition(schema: z.ZodMiniType): object {
  const { $schema: _, ...definition } = z.toJSONSchema(schema, { io: 'input' });
  return definition;
}
