import { Duration } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENV, STALENESS_MARGIN_HOURS } from '../lambda/shared/contract.ts';
import { LiveFunction } from './function.ts';
import type { Settings } from './settings.ts';

/**
 * In megabytes. Node lets the garbage of earlier answers grow with the memory that there is: a warm function that was
 * asked about 4,800 accounts again and again came to 256 MB, with this to 148. Lambda sets both itself unless told.
 */
const NODE_OPTIONS = '--max-semi-space-size=16 --max-old-space-size=1600';

export interface AuditProps {
  settings: Settings;
  buildFolder: string;
  table: ITableV2;
  deadLetterQueue: IQueue;
}

/** The function that answers what is and was true of the accounts; it can read the table and nothing else. */
export class Audit extends Construct {
  readonly alias: Alias;

  constructor(scope: Construct, id: string, props: AuditProps) {
    super(scope, id);
    const { settings, table } = props;

    const { alias, role } = new LiveFunction(this, 'Function', {
      name: 'audit',
      buildFolder: props.buildFolder,
      description: 'Answers what is and was true of Constant Contact accounts',
      timeout: Duration.minutes(1),
      environment: {
        [ENV.tableName]: table.tableName,
        [ENV.staleAfterHours]: String(settings.intervalHours + STALENESS_MARGIN_HOURS),
        [ENV.pendingTooLongDays]: String(settings.pendingTooLongDays),
        NODE_OPTIONS,
      },
      logRetention: settings.logRetentionDays,
      reservedConcurrency: undefined,
      deadLetterQueue: props.deadLetterQueue,
      // Nobody can receive the answer to an event, so a late one is worth nothing.
      maxEventAge: Duration.minutes(1),
    });

    table.grants.actions(role, 'dynamodb:GetItem', 'dynamodb:Query');

    this.alias = alias;
  }
}
