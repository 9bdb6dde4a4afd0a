import { Duration } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENV, UPDATE_SPACING_MS } from '../lambda/shared/contract.ts';
import { LiveFunction } from './function.ts';
import type { Settings } from './settings.ts';
import { grantReadingTokens } from './token-secret.ts';

export interface UpdateProps {
  settings: Settings;
  buildFolder: string;
  table: ITableV2;
  deadLetterQueue: IQueue;
}

/** The function through which other services change an account. */
export class Update extends Construct {
  readonly alias: Alias;

  constructor(scope: Construct, id: string, props: UpdateProps) {
    super(scope, id);
    const { table } = props;

    const { alias, role } = new LiveFunction(this, 'Function', {
      name: 'update',
      buildFolder: props.buildFolder,
      description: 'Changes a Constant Contact account for another service',
      // An update holds its account's lease until then at most, so this is also how long a crash locks others out.
      timeout: Duration.minutes(2),
      environment: {
        [ENV.tableName]: table.tableName,
        [ENV.requestSpacingMs]: String(UPDATE_SPACING_MS),
      },
      logRetention: props.settings.logRetentionDays,
      // Its callers wait for it, so they may run side by side: each account has its own lease.
      reservedConcurrency: undefined,
      deadLetterQueue: props.deadLetterQueue,
      // Callers wait as a rule. For one that did not, a change this late may no longer be what is wanted.
      maxEventAge: Duration.hours(1),
    });

    table.grants.actions(role, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query');
    grantReadingTokens(role);
    EventBus.fromEventBusName(this, 'DefaultBus', 'default').grantPutEventsTo(role);

    this.alias = alias;
  }
}
