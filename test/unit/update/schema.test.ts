import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parseRequest } from '../../../lambda/update/request.ts';

const file = new URL('../../../lambda/update/update-contract.schema.json', import.meta.url);
const contract = JSON.parse(readFileSync(file, 'utf8'));
const ADDRESS = { address_line1: '1 Rue', city: 'Paris', country_code: 'FR' };
const EMAIL = { schemaVersion: 1, action: 'addAccountEmail', input: { email_address: 'a@e.com' } };
const UPDATE = { schemaVersion: 1, action: 'updatePhysicalAddress' };

/** The published file as a caller would use it, read by another validator than the one it was made from. */
const isAllowed = (name: string, document: unknown) =>
  z.fromJSONSchema(contract.$defs[name]).safeParse(document).success;

describe('the published schema of a request', () => {
  it.each([
    EMAIL,
    { ...EMAIL, account: 'shop', dryRun: true, requestedBy: 'CRM' },
    { schemaVersion: 1, action: 'addPhysicalAddress', input: ADDRESS },
    { ...UPDATE, input: { address_line2: null }, expect: { city: 'Paris', state_code: null } },
    { schemaVersion: 1, action: 'updateAccountSummary', input: { first_name: 'Ada' } },
  ])('allows what is taken: %j', (event) => {
    expect(parseRequest(event).ok).toBe(true);
    expect(isAllowed('request', event)).toBe(true);
  });

  it.each([
    { ...EMAIL, schemaVersion: 2 },
    { ...EMAIL, action: 'deleteAccount' },
    { ...EMAIL, account: 'No Alias' },
    { ...EMAIL, retries: 1 },
    { ...EMAIL, input: { email_address: 'nobody' } },
    { ...EMAIL, expect: { email_address: null } },
    { ...UPDATE, input: { city: null } },
    { ...UPDATE, input: { city: 'x'.repeat(81) } },
    { ...UPDATE, input: {} },
    { ...UPDATE, input: { city: 'Paris' }, expect: {} },
    { schemaVersion: 1, action: 'addPhysicalAddress', input: { city: 'Paris' } },
    { schemaVersion: 1, action: 'updateAccountSummary', input: { encoded_account_id: 'x' } },
  ])('forbids what is refused: %j', (event) => {
    expect(parseRequest(event).ok).toBe(false);
    expect(isAllowed('request', event)).toBe(false);
  });
});
