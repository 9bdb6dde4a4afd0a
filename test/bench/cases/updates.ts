import assert from 'node:assert/strict';
import { DEFAULT_ACCOUNT } from '../../../lambda/shared/contract.ts';
import type { UpdateReply } from '../../../lambda/update/reply.ts';
import type { Candidate } from '../candidate.ts';
import type { Services } from '../services/start-services.ts';
import type { Case } from './case.ts';

/** An update that finds the account as it should be. */
export const updateUnchanged: Case = {
  name: 'update-unchanged',
  title: 'An update of what is so already',
  prepare: async (services, { update }) => {
    const { summary } = await services.ask.account();
    const candidate = await prepareUpdate(services, update, 'unchanged');
    return [
      {
        ...candidate,
        makeEvent: () => toEvent({ first_name: summary.first_name }),
        prove: async () => assert.deepEqual((await services.ask.account()).summary, summary),
      },
    ];
  },
};

/** An update that is written, of one field to and fro. */
export const updateApplied: Case = {
  name: 'update-applied',
  title: 'An update that is applied',
  prepare: async (services, { update }) => {
    const candidate = await prepareUpdate(services, update, 'applied');
    const before = await services.ask.account();
    let turn = 0;
    const nameOf = (count: number) => (count % 2 === 0 ? before.summary.first_name : 'Lena');
    return [
      {
        ...candidate,
        makeEvent: () => {
          turn += 1;
          return toEvent({ first_name: nameOf(turn) });
        },
        prove: async ({ requests }) => {
          const { summary } = await services.ask.account();
          assert.deepEqual(summary, { ...before.summary, first_name: nameOf(turn) });
          assert.equal(requests['events'], 1, 'a sync is asked for');
        },
      },
    ];
  },
};

function toEvent(input: object) {
  return { schemaVersion: 1, account: DEFAULT_ACCOUNT, action: 'updateAccountSummary', input };
}

async function prepareUpdate(
  { ask }: Services,
  bundlePath: string,
  outcome: string,
): Promise<Omit<Candidate, 'makeEvent'>> {
  return {
    name: 'update',
    bundlePath,
    environment: { TABLE_NAME: await ask.makeTable() },
    check: (payload) => {
      const reply = payload as UpdateReply;
      assert.equal(reply.ok && reply.outcome, outcome);
    },
  };
}
