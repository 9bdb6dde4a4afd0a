import { readFileSync } from 'node:fs';
import aslValidator from 'asl-validator';
import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { onlyResource, permissionsOf, render, resourcesOf } from './resources.ts';
import { parseDefinition, readDefinition } from './state-machine.ts';
import { synthesize } from './synthesize.ts';

const MACHINE = '{AWS::StepFunctions::StateMachine}';
const SYNC_ALIAS = '{AWS::Lambda::Alias SyncFunctionLive}';

describe('without fleet=true', () => {
  test('there is no state machine, nor anything of it', async () => {
    const template = await synthesize();

    template.resourceCountIs('AWS::StepFunctions::StateMachine', 0);
    expect(JSON.stringify(template.toJSON())).not.toMatch(/fleet/i);
  });
});

describe('with fleet=true', () => {
  let template: Template;

  beforeAll(async () => {
    template = await synthesize({ fleet: 'true' });
  });

  test('the definition is valid States Language', () => {
    const text = readDefinition(template).replaceAll('{AWS::Partition}', 'aws');

    const { isValid, errors } = aslValidator(JSON.parse(text));

    expect(errors).toEqual([]);
    expect(isValid).toBe(true);
  });

  test('both schedules start the machine, with what they else give to the function', () => {
    const targets = resourcesOf(template, 'AWS::Scheduler::Schedule').map(
      ({ Properties }) => Properties.Target,
    );

    expect(targets.map(({ Arn }) => render(template, Arn))).toEqual([MACHINE, MACHINE]);
    const scheduledTime = '<aws.scheduler.scheduled-time>';
    expect(targets.map(({ Input }) => JSON.parse(Input))).toEqual([
      { scheduledTime, trigger: 'schedule' },
      { scheduledTime, trigger: 'secondPass', staleAfterHours: 12 },
    ]);
    expect(targets.map(({ RetryPolicy }) => RetryPolicy)).toEqual(
      Array(2).fill({ MaximumRetryAttempts: 5, MaximumEventAgeInSeconds: 3600 }),
    );
    expect(permissionsOf(template, 'scheduler.amazonaws.com')).toEqual([
      'sqs:SendMessage on {AWS::SQS::Queue.Arn}',
      `states:StartExecution on ${MACHINE}`,
    ]);
  });

  test('the machine may invoke the alias and deliver its log, and nothing else', () => {
    const logDelivery = [
      ...['CreateLogDelivery', 'DeleteLogDelivery', 'DescribeLogGroups'],
      ...['DescribeResourcePolicies', 'GetLogDelivery', 'ListLogDeliveries'],
      ...['PutResourcePolicy', 'UpdateLogDelivery'],
    ];

    expect(permissionsOf(template, 'states.amazonaws.com', 'Fleet')).toEqual([
      `lambda:InvokeFunction on ${SYNC_ALIAS}`,
      ...logDelivery.map((action) => `logs:${action} on *`),
    ]);
  });

  test('the machine calls the alias, waits for it as long as it may last, and ends in three hours', () => {
    const { States, TimeoutSeconds } = parseDefinition(readDefinition(template));

    expect(States['CheckAccounts']).toMatchObject({
      Resource: 'arn:{AWS::Partition}:states:::lambda:invoke',
      Arguments: { FunctionName: SYNC_ALIAS },
      TimeoutSeconds: 960,
    });
    expect(TimeoutSeconds).toBe(3 * 3600);
  });

  test('retries everything, and a busy function longer than a pass lasts', () => {
    const state = parseDefinition(readDefinition(template)).States['CheckAccounts'];
    const retries = state?.Type === 'Task' ? state.Retry : [];

    expect(retries.map(({ ErrorEquals }) => ErrorEquals)).toEqual([
      ['Lambda.TooManyRequestsException'],
      [
        'Lambda.ServiceException',
        'Lambda.AWSLambdaException',
        'Lambda.SdkClientException',
        'Lambda.ClientExecutionTimeoutException',
      ],
      ['States.ALL'],
    ]);
    const [{ MaxAttempts = 0, MaxDelaySeconds = 0 } = {}] = retries;
    // As long as the largest fleet takes: the same pass may be delivered twice.
    expect(MaxAttempts * MaxDelaySeconds).toBeGreaterThan(54 * 60);
    // A second is what the vendor counts: a new process may begin with a burst.
    expect(Math.min(...retries.map(({ IntervalSeconds }) => IntervalSeconds))).toBeGreaterThan(1);
  });

  test('logs every step to a group of its own, kept as long as the functions keep theirs', () => {
    const { LoggingConfiguration: logging } = onlyResource(
      template,
      'AWS::StepFunctions::StateMachine',
    ).Properties;
    const group = onlyResource(template, 'AWS::Logs::LogGroup', 'Fleet');

    expect(logging).toMatchObject({ Level: 'ALL', IncludeExecutionData: true });
    expect(group.Properties).toEqual({
      LogGroupName: '/aws/vendedlogs/states/Test-fleet',
      RetentionInDays: 90,
    });
  });

  test('an alarm rings when an execution failed or timed out, whichever has data', () => {
    const alarm = resourcesOf(template, 'AWS::CloudWatch::Alarm')
      .map(({ Properties }) => Properties)
      .find(({ AlarmName }) => AlarmName === 'constant-contact-fleet-failed');

    expect(alarm).toMatchObject({
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    });
    const ofMachine = (MetricName: string) => ({
      MetricStat: { Metric: { Namespace: 'AWS/States', MetricName }, Stat: 'Sum' },
      ReturnData: false,
    });
    expect(alarm?.['Metrics']).toMatchObject([
      { Expression: 'FILL(failed, 0) + FILL(timedOut, 0)' },
      { Id: 'failed', ...ofMachine('ExecutionsFailed') },
      { Id: 'timedOut', ...ofMachine('ExecutionsTimedOut') },
    ]);
  });

  test('the dashboard shows how the executions ended, in a row of its own', () => {
    const { DashboardBody } = onlyResource(template, 'AWS::CloudWatch::Dashboard').Properties;
    const { widgets } = JSON.parse(render(template, DashboardBody));
    const { width, properties } = widgets.at(-1);

    expect({ width, title: properties.title }).toEqual({
      width: 24,
      title: 'Passes of the fleet, per day',
    });
    expect(JSON.stringify(properties.metrics)).toMatch(
      /ExecutionsSucceeded.*ExecutionsFailed.*ExecutionsTimedOut/,
    );
  });

  test('the alarm points at a section of the runbook', () => {
    const alarm = onlyResource(template, 'AWS::CloudWatch::Alarm', 'AlarmsFleetFailed').Properties;

    expect(alarm.AlarmDescription).toMatch(/Runbook: README\.md#fleet-failed$/);
    expect(readFileSync('README.md', 'utf8')).toMatch(/^### Fleet failed$/m);
  });

  test('checks after updates may wait for the pass to end', () => {
    const { Properties } = onlyResource(template, 'AWS::Lambda::EventInvokeConfig', 'SyncFunction');

    expect(Properties.MaximumEventAgeInSeconds).toBe(6 * 3600);
  });
});
