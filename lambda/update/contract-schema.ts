import * as z from 'zod/mini';
import { replySchema } from './reply.ts';
import { requestSchema } from './request.ts';

/** JSON Schema (draft 2020-12) of request and reply, for callers in other languages. */
export function toContractSchema(): object {
  const request = z.toJSONSchema(requestSchema, { io: 'input' });
  const reply = z.toJSONSchema(replySchema, { io: 'output' });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Constant Contact account sync: update',
    description:
      'Some rules are not in this schema and are answered with invalid_input: at least one field in input and expect, states by country, ISO 3166-1 countries, IANA time zones, web addresses, no blanks at either end.',
    $defs: { request: withoutDialect(request), reply: withoutDialect(reply) },
  };
}

function withoutDialect({ $schema: _, ...schema }: { $schema?: unknown }): object {
  return schema;
}
