import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { changeEventSchema } from '../../../lambda/account/change-events.ts';
import { busEvent, matchesPattern, transformText } from './event-rule.ts';
import { onlyResource, permissionsOf, render } from './resources.ts';
import {
  CRITICAL_LOSS,
  DIGEST,
  ONE_OF_MANY,
  OUR_OWN_UPDATE,
  RECOVERY,
  WARNING,
} from './sample-events.ts';
import { synthesize } from './synthesize.ts';

/** What the names of its resources begin with. */
const RULE = 'MailRule';

const SOURCE = 'constant-contact.account-sync';

describe('the rule that mails changes', () => {
  let template: Template;

  beforeAll(async () => {
    template = await synthesize();
  });

  const rule = () => onlyResource(template, 'AWS::Events::Rule', RULE).Properties;
  const target = () => rule()['Targets'][0];
  const takes = (event: object) => matchesPattern(rule()['EventPattern'], event);
  const onBus = (detail: { change: { kind: string } }, source = SOURCE) =>
    busEvent(detail.change.kind, detail, source);
  const mailOf = (detail: { change: { kind: string } }) =>
    transformText(target().InputTransformer, onBus(detail));

  test('is tested with events of the form that sync gives them', () => {
    for (const sample of [CRITICAL_LOSS, WARNING, RECOVERY, DIGEST, OUR_OWN_UPDATE, ONE_OF_MANY]) {
      expect(changeEventSchema.parse(sample)).toEqual(sample);
    }
  });

  test.each([CRITICAL_LOSS, WARNING, RECOVERY, DIGEST])(
    'takes $id, which is to be mailed',
    (sample) => {
      expect(takes(onBus(sample))).toBe(true);
    },
  );

  test.each([OUR_OWN_UPDATE, ONE_OF_MANY])('leaves $id alone, which is not', (sample) => {
    expect(takes(onBus(sample))).toBe(false);
  });

  test('leaves alone what another source wants mailed, and what says nothing about mail', () => {
    expect(takes(onBus(CRITICAL_LOSS, 'another.service'))).toBe(false);
    expect(takes(busEvent('UpdateApplied', { account: 'main' }, SOURCE))).toBe(false);
  });

  test('listens on the default bus', () => {
    expect(rule()).not.toHaveProperty('EventBusName');
    expect(rule()['State']).toBe('ENABLED');
  });

  test('writes what happened, what to do, where, and when it was seen', () => {
    expect(mailOf(RECOVERY).split('\n')).toEqual([
      '"InstaPrinz (main): info@example.com was confirmed."',
      '"What to do: Nothing to do: what was lost is back."',
      '"Account: main"',
      '"Checked at: 2026-11-03T02:15:04.120Z"',
      '"Severity: info"',
      '"Event: main/8/0"',
    ]);
  });

  test.each([CRITICAL_LOSS, WARNING, DIGEST])('brings the words of $id unharmed', (sample) => {
    const mail = mailOf(sample);

    expect(mail).toContain(`"${sample.summary}"\n"What to do: ${sample.remedy}"\n`);
    expect(mail).not.toMatch(/<detail-|undefined|\[object/);
  });

  test('is no JSON, which an unescaped quote in a value would break', () => {
    const { InputTemplate: inputTemplate } = target().InputTransformer;

    expect(inputTemplate).not.toMatch(/^\s*[{[]/);
    expect(inputTemplate.split('\n').length).toBeGreaterThan(1);
  });

  test('publishes to the topic, under a role that may do nothing else', () => {
    const role = onlyResource(template, 'AWS::IAM::Role', RULE).Properties;

    expect(rule()['Targets']).toHaveLength(1);
    expect(render(template, target().Arn)).toBe('{AWS::SNS::Topic}');
    expect(render(template, target().RoleArn)).toBe('{AWS::IAM::Role MailRuleRole.Arn}');
    expect(permissionsOf(template, 'events.amazonaws.com')).toEqual([
      'sns:Publish on {AWS::SNS::Topic}',
    ]);
    expect(role['AssumeRolePolicyDocument'].Statement).toEqual([
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
  });

  test('tries delivery for a day and then leaves it in the dead-letter queue', () => {
    expect(target().RetryPolicy).toEqual({
      MaximumRetryAttempts: 185,
      MaximumEventAgeInSeconds: 86_400,
    });
    expect(render(template, target().DeadLetterConfig.Arn)).toBe('{AWS::SQS::Queue.Arn}');
  });
});
