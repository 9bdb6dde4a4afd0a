import {
  BatchGetItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Embedded, startEmbedded } from '../support/embedded.ts';

let embedded: Embedded;

beforeAll(async () => {
  embedded = await startEmbedded();
});

afterAll(async () => {
  await embedded.close();
});

beforeEach(() => {
  embedded.resetUnits();
});

const Key = { pk: { S: 'a' }, sk: { S: 'b' } };

async function put(bytes: number, ConditionExpression?: string): Promise<void> {
  await embedded.dynamodb.send(
    new PutItemCommand({
      TableName: embedded.tableName,
      Item: { ...Key, value: { S: 'x'.repeat(bytes) } },
      ...(ConditionExpression && { ConditionExpression }),
    }),
  );
}

test('nothing is counted before anything is asked', () => {
  expect(embedded.units()).toEqual({
    writes: 0,
    consistentReads: 0,
    eventualReads: 0,
    requests: [],
  });
});

test('a write is counted by the kilobyte begun', async () => {
  await put(100);
  await put(2000);

  expect(embedded.units()).toMatchObject({
    writes: 3,
    requests: [
      { operation: 'PutItem', units: 1 },
      { operation: 'PutItem', units: 2 },
    ],
  });
});

test('a refused condition costs a write', async () => {
  await put(100);
  embedded.resetUnits();

  await put(100, 'attribute_not_exists(pk)').catch(() => undefined);

  expect(embedded.units()).toMatchObject({
    writes: 1,
    requests: [{ operation: 'PutItem', units: 1, refused: true }],
  });
});

test('consistent reads are told from others, which cost half', async () => {
  await put(100);
  embedded.resetUnits();
  const TableName = embedded.tableName;

  await embedded.dynamodb.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  await embedded.dynamodb.send(new GetItemCommand({ TableName, Key }));
  await embedded.dynamodb.send(
    new BatchGetItemCommand({
      RequestItems: { [TableName]: { Keys: [Key], ConsistentRead: true } },
    }),
  );

  expect(embedded.units()).toEqual({
    writes: 0,
    consistentReads: 2,
    eventualReads: 0.5,
    requests: [
      { operation: 'GetItem', consistent: true, units: 1 },
      { operation: 'GetItem', consistent: false, units: 0.5 },
      { operation: 'BatchGetItem', consistent: true, units: 1 },
    ],
  });
});

test('a query that finds nothing costs the least that there is', async () => {
  await embedded.dynamodb.send(
    new QueryCommand({
      TableName: embedded.tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'absent' } },
      ConsistentRead: true,
    }),
  );

  expect(embedded.units().requests).toEqual([{ operation: 'Query', consistent: true, units: 1 }]);
});
