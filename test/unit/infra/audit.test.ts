import type { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { beforeAll, describe, expect, test } from 'vitest';
import { onlyResource, permissionsOf, render } from './resources.ts';
import { synthesize, synthesizeWith } from './synthesize.ts';

/** What the names of its resources begin with. */
const AUDIT = 'AuditFunction';

describe('the audit function', () => {
  let template: Template;

  beforeAll(async () => {
    template = await synthesize({ intervalHours: '12', pendingTooLongDays: '3' });
  });

  test('is told the table, and when an account is unknown and a sender waits too long', () => {
    const { Properties } = onlyResource(template, 'AWS::Lambda::Function', AUDIT);

    const { TABLE_NAME, NODE_OPTIONS: _, ...others } = Properties.Environment.Variables;
    expect(render(template, TABLE_NAME)).toBe('{AWS::DynamoDB::GlobalTable}');
    expect(others).toEqual({ STALE_AFTER_HOURS: '14', PENDING_TOO_LONG_DAYS: '3' });
    expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Timeout: 60, MemorySize: 1769 });
  });

  test('keeps little garbage, and has the rest of its memory for what it reads', () => {
    const { Properties } = onlyResource(template, 'AWS::Lambda::Function', AUDIT);

    const [, young, old] =
      /^--max-semi-space-size=(\d+) --max-old-space-size=(\d+)$/.exec(
        Properties.Environment.Variables.NODE_OPTIONS,
      ) ?? [];
    // The young generation is three of its semi-spaces at most.
    expect(3 * Number(young) + Number(old)).toBeLessThan(Properties.MemorySize);
    expect(Number(young)).toBeLessThanOrEqual(16);
  });

  test('may read the table, without Scan, and nothing else', () => {
    expect(permissionsOf(template, 'lambda.amazonaws.com', AUDIT)).toEqual([
      'dynamodb:GetItem on {AWS::DynamoDB::GlobalTable.Arn}',
      'dynamodb:Query on {AWS::DynamoDB::GlobalTable.Arn}',
      'logs:CreateLogStream on {AWS::Logs::LogGroup AuditFunctionLog.Arn}',
      'logs:PutLogEvents on {AWS::Logs::LogGroup AuditFunctionLog.Arn}',
      'sqs:SendMessage on {AWS::SQS::Queue.Arn}',
    ]);
  });

  test('can be granted to other services at its alias alone', async () => {
    const granted = await synthesizeWith((stack) => {
      const assumedBy = new ServicePrincipal('ecs-tasks.amazonaws.com');
      stack.grantInvokeAudit(new Role(stack, 'Caller', { assumedBy }));
      return stack;
    });

    expect(permissionsOf(granted, 'ecs-tasks.amazonaws.com')).toEqual([
      'lambda:InvokeFunction on {AWS::Lambda::Alias AuditFunctionLive}',
    ]);
  });
});
