import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { permissionsOf, render, resourcesOf } from './resources.ts';
import { synthesize } from './synthesize.ts';

describe('the schedules', () => {
  let template: Template;

  beforeAll(async () => {
    template = await synthesize();
  });

  const schedules = (of = template) =>
    resourcesOf(of, 'AWS::Scheduler::Schedule').map(({ Properties }) => Properties);

  test('are a nightly one and a second one three hours later, in UTC', () => {
    expect(schedules().map((schedule) => schedule.ScheduleExpression)).toEqual([
      'cron(15 2 * * ? *)',
      'cron(15 5 * * ? *)',
    ]);
    expect(schedules().map((schedule) => schedule.ScheduleExpressionTimezone)).toEqual([
      'Etc/UTC',
      'Etc/UTC',
    ]);
  });

  test('have six fields each, without which the deployment fails', () => {
    for (const { ScheduleExpression: expression } of schedules()) {
      expect(expression).toMatch(/^cron\((\S+ ){5}\S+\)$/);
    }
  });

  test('start at their minute, not in a window', () => {
    for (const { FlexibleTimeWindow: window, State: state } of schedules()) {
      expect(window).toEqual({ Mode: 'OFF' });
      expect(state).toBe('ENABLED');
    }
  });

  test('invoke the alias with a role that may invoke nothing else', () => {
    for (const { Target: target } of schedules()) {
      expect(render(template, target.Arn)).toBe('{AWS::Lambda::Alias SyncFunctionLive}');
    }
    expect(permissionsOf(template, 'scheduler.amazonaws.com')).toEqual([
      'lambda:InvokeFunction on {AWS::Lambda::Alias SyncFunctionLive}',
      'sqs:SendMessage on {AWS::SQS::Queue.Arn}',
    ]);
  });

  test('tell sync which pass it is and for what time, the same on every delivery', () => {
    const [nightly, secondPass] = schedules().map(({ Target }) => JSON.parse(Target.Input));

    const scheduledTime = '<aws.scheduler.scheduled-time>';
    expect(nightly).toEqual({ scheduledTime, trigger: 'schedule' });
    expect(secondPass).toEqual({ scheduledTime, trigger: 'secondPass', staleAfterHours: 12 });
  });

  test('try delivery for an hour and then leave it in the dead-letter queue', () => {
    for (const { Target: target } of schedules()) {
      expect(target.RetryPolicy).toEqual({
        MaximumRetryAttempts: 5,
        MaximumEventAgeInSeconds: 3600,
      });
      expect(render(template, target.DeadLetterConfig.Arn)).toBe('{AWS::SQS::Queue.Arn}');
    }
  });

  test('take their times and time zone from context', async () => {
    const changed = await synthesize({
      schedule: 'rate(12 hours)',
      secondSchedule: 'cron(0 6 ? * MON-FRI *)',
      timeZone: 'America/New_York',
    });

    expect(schedules(changed)).toMatchObject([
      { ScheduleExpression: 'rate(12 hours)', ScheduleExpressionTimezone: 'America/New_York' },
      {
        ScheduleExpression: 'cron(0 6 ? * MON-FRI *)',
        ScheduleExpressionTimezone: 'America/New_York',
      },
    ]);
  });
});
