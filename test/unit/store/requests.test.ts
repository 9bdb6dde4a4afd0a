import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { listAccounts, readAccountItem } from '../../../lambda/store/accounts.ts';
import { readNewestHeader } from '../../../lambda/store/headers.ts';
import { toItem } from '../../../lambda/store/items.ts';
import { queryItems } from '../../../lambda/store/query.ts';
import { listRuns, putRun } from '../../../lambda/store/runs.ts';
import { request, requestIf } from '../../../lambda/store/table.ts';
import { listUpdates } from '../../../lambda/store/updates.ts';

const dynamodb = mockClient(DynamoDBClient);
const table = { client: new DynamoDBClient(), name: 'table' };
const said = { message: 'no', $metadata: {} };

beforeEach(() => dynamodb.reset());

describe('a query', () => {
  const range = { partition: 'ACCOUNTS', from: 'a', to: 'z' };
  const item = (sk: string) => toItem({ pk: 'ACCOUNTS', sk });

  it('goes on where the page before it ended, over empty pages too', async () => {
    dynamodb
      .on(QueryCommand)
      .resolvesOnce({ Items: [item('a'), item('b')], LastEvaluatedKey: item('b') })
      .resolvesOnce({ LastEvaluatedKey: item('c') })
      .resolvesOnce({ Items: [item('d')] })
      .rejects(new Error('asked too often'));

    const items = await Array.fromAsync(queryItems(table, range));

    const starts = dynamodb.commandCalls(QueryCommand).map(({ args }) => args[0].input);
    expect(items).toEqual([item('a'), item('b'), item('d')]);
    expect(starts.map(({ ExclusiveStartKey }) => ExclusiveStartKey)).toEqual([
      undefined,
      item('b'),
      item('c'),
    ]);
  });

  it.each([
    [
      'history is read newest first at half the price',
      () => listRuns(table, 'main', { nowMs: 0 }),
      false,
      false,
    ],
    ['totals are read by alias at half the price', () => listAccounts(table), true, false],
    [
      'what was just written must show',
      () => listAccounts(table, { consistent: true }),
      true,
      true,
    ],
    [
      'an update that was just written must show',
      () => listUpdates(table, 'main', {}),
      false,
      true,
    ],
  ])('is as consistent as it must be: %s', async (_, list, forward, consistent) => {
    dynamodb.on(QueryCommand).resolves({});

    await Array.fromAsync<unknown>(list());

    expect(dynamodb.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
      ScanIndexForward: forward,
      ConsistentRead: consistent,
    });
  });

  it('for the newest header, and for one account, sees what was just written', async () => {
    dynamodb.on(QueryCommand).resolves({}).on(GetItemCommand).resolves({});

    expect([await readNewestHeader(table, 'main'), await readAccountItem(table, 'main')]).toEqual([
      null,
      null,
    ]);
    expect(dynamodb.commandCalls(QueryCommand)[0]?.args[0].input.ConsistentRead).toBe(true);
    expect(dynamodb.commandCalls(GetItemCommand)[0]?.args[0].input.ConsistentRead).toBe(true);
  });
});

describe('a run', () => {
  it('keeps its four newest request ids, of 64 bytes each', async () => {
    dynamodb.on(PutItemCommand).resolves({});

    await putRun(table, 'main', {
      runId: 'r',
      checkStartedAt: '2026-11-01T02:15:00.000Z',
      finishedAt: '2026-11-01T02:15:01.000Z',
      trigger: 'person',
      outcome: 'unchanged',
      snapshot: 1,
      requests: 6,
      requestIds: ['1', '2', '3', '4', '5', 'x'.repeat(65)],
    });

    const { Item } = dynamodb.commandCalls(PutItemCommand)[0]?.args[0].input ?? {};
    expect(Item?.['requestIds']).toEqual({
      L: ['3', '4', '5', 'x'.repeat(64)].map((S) => ({ S })),
    });
  });
});

describe('what DynamoDB refuses', () => {
  it('is told with what to do when the table is missing', async () => {
    const cause = new ResourceNotFoundException(said);

    await expect(request(table, Promise.reject(cause))).rejects.toMatchObject({
      name: 'TableNotFoundError',
      message: expect.stringMatching(/deploy the stack, or set TABLE_NAME to its table\.$/),
      cause,
    });
  });

  it('is no failure when it is a condition, and thrown when it is anything else', async () => {
    const other = new Error('throttled');

    expect(await requestIf(table, Promise.resolve())).toBe(true);
    expect(await requestIf(table, Promise.reject(new ConditionalCheckFailedException(said)))).toBe(
      false,
    );
    await expect(requestIf(table, Promise.reject(other))).rejects.toBe(other);
  });
});
