import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { AccountClient } from '../../../lambda/constant-contact/client.ts';
import type { Item } from '../../../lambda/store/items.ts';
import type { Table } from '../../../lambda/store/table.ts';
import type { Dependencies } from '../../../lambda/sync/dependencies.ts';

export type Send = (command: unknown) => Promise<unknown>;

/** The table with another way to send a command. */
export function withSend(
  table: Table,
  send: (command: unknown, next: Send) => Promise<unknown>,
): Table {
  const next = table.client.send.bind(table.client) as Send;
  const client = { send: (command: unknown) => send(command, next) } as unknown as Table['client'];
  return { ...table, client };
}

/** A function with another client of the vendor. */
export function withClient<Deps extends Pick<Dependencies, 'constantContact'>>(
  deps: Deps,
  change: (client: AccountClient) => AccountClient,
): Deps {
  return {
    ...deps,
    constantContact: { forAccount: (tokens) => change(deps.constantContact.forAccount(tokens)) },
  };
}

/** True for a put of an item whose sort key begins so. */
export function isPutOf(command: unknown, sortKey: string): command is PutItemCommand {
  return (
    command instanceof PutItemCommand && Boolean(command.input.Item?.['sk']?.S?.startsWith(sortKey))
  );
}

/** The same command; a put of such an item without its condition. */
export function withoutCondition(command: unknown, sortKey: string): unknown {
  if (!isPutOf(command, sortKey)) return command;
  const { TableName, Item } = command.input;
  return new PutItemCommand({ TableName, Item });
}

/** The table to which such items are put as `change` makes them of what they should be. */
export function withItems(
  table: Table,
  sortKey: string,
  change: (item: Item) => Item | Promise<Item>,
): Table {
  return withSend(table, async (command, send) => {
    if (!isPutOf(command, sortKey)) return send(command);
    const { Item = {}, ...input } = command.input;
    return send(new PutItemCommand({ ...input, Item: await change(Item) }));
  });
}
