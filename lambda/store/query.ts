import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { type Item, toItem } from './items.ts';
import { request, type Table } from './table.ts';

/** A stretch of one partition, both ends included. */
export interface Range {
  partition: string;
  from: string;
  to: string;
  /** Oldest first; newest first unless set. */
  forward?: boolean;
  /** At twice the price; eventually consistent unless set. */
  consistent?: boolean;
}

/** Items of a range, page by page. */
export async function* queryItems(table: Table, range: Range): AsyncGenerator<Item> {
  let start: Item | undefined;
  do {
    const reply = await request(
      table,
      table.client.send(
        new QueryCommand({
          TableName: table.name,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: toItem({
            ':pk': range.partition,
            ':from': range.from,
            ':to': range.to,
          }),
          ScanIndexForward: range.forward ?? false,
          ConsistentRead: range.consistent ?? false,
          ...(start && { ExclusiveStartKey: start }),
        }),
      ),
    );
    yield* reply.Items ?? [];
    start = reply.LastEvaluatedKey;
  } while (start);
}
