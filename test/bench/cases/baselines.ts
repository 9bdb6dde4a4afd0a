import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { DEFAULT_ACCOUNT } from '../../../lambda/shared/contract.ts';
import type { Artifacts } from '../artifacts.ts';
import type { Candidate } from '../candidate.ts';
import { NAMES } from '../figures.ts';
import type { Used } from '../services/meter.ts';
import type { Services } from '../services/start-services.ts';

/** The baseline packaged in two ways, each with a table of its own. */
export async function prepareBaselines(
  services: Services,
  { baseline, baselineBundled }: Artifacts,
): Promise<Candidate[]> {
  // Where Lambda has its own copy of the SDK, and names it in the same way.
  const asInLambda = { NODE_PATH: resolve('node_modules') };
  return [
    await prepareBaseline(services, NAMES.baseline, baseline, asInLambda),
    await prepareBaseline(services, NAMES.baselineBundled, baselineBundled, {}),
  ];
}

async function prepareBaseline(
  services: Services,
  name: string,
  bundlePath: string,
  environment: Record<string, string>,
): Promise<Candidate> {
  const table = await services.ask.makeTable();
  return {
    name,
    bundlePath,
    environment: { TABLE_NAME: table, ...environment },
    makeEvent: () => ({ account: DEFAULT_ACCOUNT }),
    check: (payload) => assert.equal((payload as { items: number }).items, 5),
    prove: (used) => proveItems(services, table, used),
  };
}

/** The night's items are the vendor's own documents, one for the summary, the address and each sender. */
async function proveItems({ ask }: Services, table: string, used: Used): Promise<void> {
  const account = await ask.account();
  const items = await ask.items(table);
  const strip = ({ pk: _pk, sk: _sk, ...fields }: Record<string, unknown>) => fields;
  const find = (part: string) => items.filter(({ sk }) => String(sk).includes(part)).map(strip);
  assert.deepEqual(find('#SUMMARY'), [
    // In a summary the vendor answers small letters.
    { ...account.summary, country_code: account.summary.country_code?.toLowerCase() },
  ]);
  assert.deepEqual(find('#PHYSICAL_ADDRESS'), [account.physicalAddress]);
  assert.equal(find('#SENDER#').length, account.senders.length);
  assert.equal(used.requests['vendor'], 3);
}
