import { renderSummary } from '../render.ts';
import { invalid, ok } from '../reply.ts';
import type { Operation } from './operation.ts';

const EXTRA_FIELDS = ['physical_address', 'company_logo'];

/** `extra_fields` is a comma-separated list; the guide's sample has a space after the comma. */
export const getSummary: Operation = {
  method: 'GET',
  path: '/account/summary',
  scope: 'account_read',
  run: ({ view, query, switches }) => {
    const asked = (query.get('extra_fields') ?? '').split(',').map((name) => name.trim());
    const unknown = asked.filter((name) => name !== '' && !EXTRA_FIELDS.includes(name));
    if (unknown.length > 0 && switches.unknownExtraField === '400') {
      return invalid(unknown.map((name) => `extra_fields does not take ${name}`));
    }
    return ok(renderSummary(view, asked, switches));
  },
};
