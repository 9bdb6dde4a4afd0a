import { Duration } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENV } from '../lambda/shared/contract.ts';
import { LiveFunction } from './function.ts';
import type { Settings } from './settings.ts';
import { grantListingAccounts, grantReadingTokens } from './token-secret.ts';

export interface SyncProps {
  settings: Settings;
  buildFolder: string;
  table: ITableV2;
  deadLetterQueue: IQueue;
}

/** The function that checks the accounts: it reads their tokens, adds to their history and announces what changed. */
export class Sync extends Construct {
  readonly alias: Alias;

  constructor(scope: Construct, id: string, props: SyncProps) {
    super(scope, id);
    const { settings, table } = props;

    const { alias, role } = new LiveFunction(this, 'Function', {
      name: 'sync',
      buildFolder: props.buildFolder,
      description: 'Checks Constant Contact accounts and keeps what changed',
      timeout: Duration.minutes(15),
      environment: {
        [ENV.tableName]: table.tableName,
        [ENV.requestSpacingMs]: String(settings.requestSpacingMs),
        [ENV.pendingTooLongDays]: String(settings.pendingTooLongDays),
      },
      logRetention: settings.logRetentionDays,
      // Two passes at once would share the vendor's 4 requests a second without knowing of each other.
      reservedConcurrency: settings.reservedConcurrency ? 1 : undefined,
      deadLetterQueue: props.deadLetterQueue,
      // Long enough to wait for a whole invocation that is under way, and over before the second pass. A fleet's pass
      // hardly leaves a gap for an hour, and what waits then are checks after updates: 6 h is the longest Lambda keeps them.
      maxEventAge: Duration.hours(settings.fleet ? 6 : 1),
    });

    table.grants.actions(
      role,
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    );
    grantListingAccounts(role);
    grantReadingTokens(role);
    EventBus.fromEventBusName(this, 'DefaultBus', 'default').grantPutEventsTo(role);

    this.alias = alias;
  }
}
