import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { toItem } from './items.ts';
import { leaseKey } from './keys.ts';
import { requestIf, type Table } from './table.ts';

/** The right to update an account, held by one invocation at a time. */
export interface Lease {
  owner: string;
  /** Epoch ms: the invocation's own end, after which it cannot act any more; 0 once the lease is given back. */
  leaseUntil: number;
}

/** Takes the lease of an account; false while another owner holds it. Taking it again, as after a lost answer, is fine. */
export function takeLease(
  table: Table,
  alias: string,
  lease: Lease,
  nowMs: number,
): Promise<boolean> {
  const put = new PutItemCommand({
    TableName: table.name,
    Item: toItem({ ...leaseKey(alias), ...lease }),
    ConditionExpression: 'attribute_not_exists(pk) OR leaseUntil < :now OR #owner = :owner',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: toItem({ ':now': nowMs, ':owner': lease.owner }),
  });
  return requestIf(table, table.client.send(put));
}

/**
 * Gives the lease back, unless it has passed to another owner. Its item stays, as a lease that is over: no function may
 * delete anything.
 */
export async function releaseLease(table: Table, alias: string, owner: string): Promise<void> {
  const put = new PutItemCommand({
    TableName: table.name,
    Item: toItem({ ...leaseKey(alias), owner, leaseUntil: 0 }),
    ConditionExpression: '#owner = :owner',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: toItem({ ':owner': owner }),
  });
  await requestIf(table, table.client.send(put));
}
