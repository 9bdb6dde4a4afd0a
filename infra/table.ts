import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, type ITableV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { TABLE } from '../lambda/shared/contract.ts';

export interface TableProps {
  /** A table that somebody restored, to be used in place of the stack's own. */
  restoredName: string | undefined;
}

/** The one table: all history lives here, so nothing that happens to the stack may take it along. */
export class Table extends Construct {
  /** What the functions work on. */
  readonly table: ITableV2;

  constructor(scope: Construct, id: string, { restoredName }: TableProps) {
    super(scope, id);

    // On demand, and encrypted at rest with a key that DynamoDB owns: both are the construct's defaults.
    const own = new TableV2(this, 'Resource', {
      partitionKey: { name: TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: TABLE.sortKey, type: AttributeType.STRING },
      timeToLiveAttribute: TABLE.expiresAt,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });

    // The own one stays in the stack meanwhile: without it, the way back would lead to a new and empty table.
    this.table =
      restoredName === undefined ? own : TableV2.fromTableName(this, 'Restored', restoredName);
  }
}
