import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { onlyResource, permissionsOf, render, resourcesOf } from './resources.ts';
import { synthesize } from './synthesize.ts';

describe('the table', () => {
  let template: Template;

  beforeAll(async () => {
    template = await synthesize();
  });

  const table = () => onlyResource(template, 'AWS::DynamoDB::GlobalTable');

  test('has the keys of the contract, is paid on demand, and forgets expired items', () => {
    const { Properties } = table();

    expect(Properties).toMatchObject({
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
    expect(Properties).not.toHaveProperty('GlobalSecondaryIndexes');
    expect(Properties).not.toHaveProperty('StreamSpecification');
  });

  test('is protected from deletion, replacement and mistakes of the last 35 days', () => {
    expect(table()).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(table().Properties['Replicas']).toEqual([
      {
        Region: { Ref: 'AWS::Region' },
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    ]);
  });
});

describe('a restored table that context names', () => {
  let template: Template;

  beforeAll(async () => {
    template = await synthesize({ tableName: 'history-restored' });
  });

  test('is what every function works on', () => {
    // The one that renews tokens knows no table.
    const names = resourcesOf(template, 'AWS::Lambda::Function')
      .map(({ Properties }) => Properties['Environment']?.Variables.TABLE_NAME)
      .filter((name) => name !== undefined);

    expect(names).toEqual(Array(3).fill('history-restored'));
  });

  test.each(['SyncFunction', 'UpdateFunction'])('is the only one that %s may touch', (owner) => {
    const permissions = permissionsOf(template, 'lambda.amazonaws.com', owner);

    const tables = permissions
      .filter((permission) => permission.startsWith('dynamodb:'))
      .map((permission) => permission.split(' on ')[1]);
    expect(new Set(tables)).toEqual(
      new Set([
        'arn:{AWS::Partition}:dynamodb:{AWS::Region}:{AWS::AccountId}:table/history-restored',
      ]),
    );
  });

  test('is what others are told of', () => {
    const parameter = resourcesOf(template, 'AWS::SSM::Parameter').find(({ Properties }) =>
      Properties['Name'].endsWith('/table-name'),
    );

    expect(template.toJSON()['Outputs']['TableName'].Value).toBe('history-restored');
    expect(parameter?.Properties['Value']).toBe('history-restored');
  });

  test('leaves the own table as it is, so that the way back is open', async () => {
    const usual = await synthesize();

    const own = template.findResources('AWS::DynamoDB::GlobalTable');
    expect(own).toEqual(usual.findResources('AWS::DynamoDB::GlobalTable'));
    expect(render(usual, usual.toJSON()['Outputs']['TableName'].Value)).toBe(
      '{AWS::DynamoDB::GlobalTable}',
    );
  });
});
