import type { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { toItem } from '../../../lambda/store/items.ts';
import { surveyAccounts } from '../../../lambda/sync/survey-accounts.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createMemoryTable } from '../../support/memory-table.ts';

const TONIGHT = '2026-11-02T02:15:00.000Z';
const RULE = { scheduledTime: TONIGHT, nowMs: Date.parse(TONIGHT) };

/** A survey of these connected aliases, by what the table holds of accounts. */
async function survey(
  connected: readonly string[],
  stored: Record<string, object>,
  { failsToRetire = false } = {},
) {
  const memory = createMemoryTable({ latency: async () => undefined });
  for (const [alias, fields] of Object.entries(stored)) {
    memory.partition('ACCOUNTS').set(alias, toItem({ pk: 'ACCOUNTS', sk: alias, ...fields }));
  }
  const reads: unknown[] = [];
  const send = async (command: UpdateItemCommand) => {
    if (command.constructor.name === 'QueryCommand') reads.push(command.input);
    if (failsToRetire && command.constructor.name === 'UpdateItemCommand') throw new Error('down');
    return memory.client.send(command);
  };
  const logs: object[] = [];
  const write = (message: string, fields?: object) => void logs.push({ message, ...fields });
  const tokens = {
    listConnected: async function* () {
      for (const alias of connected) yield { alias };
    },
  };
  const found = await surveyAccounts(
    {
      table: { client: { send }, name: memory.name },
      tokens,
      clock: createFakeClock(TONIGHT),
      log: { info: write, error: write },
    } as never,
    RULE,
  );
  return { ...found, logs, reads };
}

const failedTimes = (tries: number) => ({
  lastScheduledTime: TONIGHT,
  tries,
  lastErrorName: 'ForbiddenError',
});
const goodAt = (goodCheckStartedAt: string) => ({ goodCheckStartedAt });

describe('what a pass has to do', () => {
  it('begins with who was tried least, then who was checked longest ago, then by alias', async () => {
    const { pending } = await survey(['e', 'd', 'c', 'b', 'a', 'f'], {
      a: failedTimes(2),
      b: { ...failedTimes(1), ...goodAt('2026-11-01T02:15:00.000Z') },
      c: goodAt('2026-11-01T02:15:00.000Z'),
      d: goodAt('2026-10-31T02:15:00.000Z'),
    });

    expect(pending).toEqual([
      { alias: 'e', tries: 0 },
      { alias: 'f', tries: 0 },
      { alias: 'd', tries: 0 },
      { alias: 'c', tries: 0 },
      { alias: 'b', tries: 1 },
      { alias: 'a', tries: 2 },
    ]);
  });

  it('leaves out who is good already or has used up the tries, and counts them', async () => {
    const { pending, good, exhausted, active, paused } = await survey(['a', 'b', 'c', 'd'], {
      a: { lastGoodScheduledTime: TONIGHT },
      b: failedTimes(3),
      c: { lastScheduledTime: TONIGHT, tries: 3 },
    });

    expect(pending).toEqual([{ alias: 'd', tries: 0 }]);
    expect({ good, exhausted, paused }).toEqual({
      good: 1,
      exhausted: ['ForbiddenError', undefined],
      paused: 0,
    });
    expect([...active]).toEqual(['a', 'b', 'c', 'd']);
  });

  it('waits for the latest end of a spent quota that any account knows of', async () => {
    const until = (deferredUntil: string) => ({ deferredUntil });

    const { resetsAt } = await survey(['a', 'b', 'c'], {
      a: until('2026-11-02T12:00:00.000Z'),
      b: until('2026-11-03T00:00:00.000Z'),
      c: until('2026-11-02T02:15:00.000Z'),
    });

    expect(resetsAt).toBe('2026-11-03T00:00:00.000Z');
    expect((await survey(['a'], {})).resetsAt).toBeUndefined();
  });

  it('is read consistently, so that one slice knows what the one before has done', async () => {
    const { reads } = await survey(['a'], {});

    expect(reads).toMatchObject([{ ConsistentRead: true }]);
  });

  it('says who is retired and who is back', async () => {
    const { logs, pending } = await survey(['back'], { back: { retired: true }, gone: {} });

    expect(logs).toEqual([
      { message: 'account back', account: 'back' },
      { message: 'account retired', account: 'gone' },
    ]);
    expect(pending.map(({ alias }) => alias)).toEqual(['back']);
  });

  it('is not stopped by a mark that cannot be written', async () => {
    const { logs, pending } = await survey(['a'], { a: {}, gone: {} }, { failsToRetire: true });

    expect(logs).toEqual([
      { message: 'retirement not recorded', account: 'gone', reason: 'Error' },
    ]);
    expect(pending).toHaveLength(1);
  });
});
