import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { TableNotFoundError } from './errors.ts';

/** The one table and the client that speaks to it. */
export interface Table {
  client: DynamoDBClient;
  name: string;
}

/** Waits for a command that was sent; a table that does not exist becomes an error that says what to do. */
export async function request<T>(table: Table, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) throw new TableNotFoundError(table.name, error);
    throw error;
  }
}

/** Waits for a conditional write that was sent; false when its condition was refused. */
export async function requestIf(table: Table, work: Promise<unknown>): Promise<boolean> {
  try {
    await request(table, work);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
