import { existsSync, readFileSync } from 'node:fs';
import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { readAuthUrl, readEnvironment } from '../../../lambda/shared/environment.ts';
import { onlyResource, render, resourcesOf } from './resources.ts';
import { synthesize } from './synthesize.ts';

/** What AWS lets the internet in by, if a stack has it. */
const PUBLIC =
  /::Url$|^AWS::(ApiGateway|ApiGatewayV2|AppSync|CloudFront|Cognito|EC2|ElasticLoadBalancing|ElasticLoadBalancingV2|IoT|S3|Transfer)::/;

/** Types whose policy says who else may use a resource; beside them only policies of roles are wanted. */
const POLICIES = [
  'AWS::SQS::QueuePolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::SecretsManager::ResourcePolicy',
];

interface Statement {
  Effect: string;
  Principal: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

const typesOf = (template: Template): string[] =>
  Object.values(template.toJSON()['Resources']).map((one) => (one as { Type: string }).Type);

describe.each(['false', 'true'])('the stack with fleet=%s', (fleet) => {
  let template: Template;
  beforeAll(async () => {
    template = await synthesize({ fleet });
  });

  const statementsOf = (type: string): Statement[] =>
    resourcesOf(template, type).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);

  test('encrypts what it keeps: the queue as told, the others because AWS knows them no other way', () => {
    const table = onlyResource(template, 'AWS::DynamoDB::GlobalTable');
    const queue = onlyResource(template, 'AWS::SQS::Queue');

    // A table, a secret and a log group are encrypted under a key of AWS unless one of these names another.
    expect(table.Properties).not.toHaveProperty('SSESpecification');
    expect(queue.Properties.SqsManagedSseEnabled).toBe(true);
    for (const type of ['AWS::SecretsManager::Secret', 'AWS::Logs::LogGroup'])
      for (const { Properties } of resourcesOf(template, type))
        expect(Properties).not.toHaveProperty('KmsKeyId');
  });

  test('takes messages over TLS alone, and tells no function of an address without it', () => {
    for (const type of ['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy'])
      expect(statementsOf(type)).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
    for (const { Properties } of resourcesOf(template, 'AWS::Lambda::Function')) {
      const environment = Properties.Environment?.Variables ?? {};
      expect(JSON.stringify(environment)).not.toContain('://');
      expect(readAuthUrl(environment)).toMatch(/^https:/);
    }
    expect(readEnvironment({ TABLE_NAME: 'any' }).apiUrl).toMatch(/^https:/);
  });

  test('leaves table and tokens when it is deleted, and the table safe from a hand that slips', () => {
    const table = onlyResource(template, 'AWS::DynamoDB::GlobalTable');
    const secret = onlyResource(template, 'AWS::SecretsManager::Secret');

    for (const kept of [table, secret])
      expect(kept).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(table.Properties.Replicas).toEqual([
      expect.objectContaining({
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    ]);
  });

  test('forgets every log, and logs nowhere else', () => {
    const groups = template.findResources('AWS::Logs::LogGroup');
    const functions = resourcesOf(template, 'AWS::Lambda::Function');
    const machines = resourcesOf(template, 'AWS::StepFunctions::StateMachine');

    const used = [
      ...functions.map(({ Properties }) => Properties.LoggingConfig.LogGroup.Ref),
      ...machines.flatMap(({ Properties }) =>
        Properties.LoggingConfiguration.Destinations.map(
          (one: Record<string, { LogGroupArn: Record<string, string[]> }>) =>
            one['CloudWatchLogsLogGroup']?.LogGroupArn['Fn::GetAtt']?.[0],
        ),
      ),
    ];
    expect(used.toSorted()).toEqual(Object.keys(groups).toSorted());
    for (const { Properties } of Object.values(groups)) expect(Properties.RetentionInDays).toBe(90);
  });

  test('has nothing that the internet reaches', () => {
    expect(typesOf(template).filter((type) => PUBLIC.test(type))).toEqual([]);
  });

  test('lets in AWS services alone, each for this account or a resource of this stack', () => {
    const granted = POLICIES.flatMap(statementsOf).filter(({ Effect }) => Effect === 'Allow');
    const invokers = resourcesOf(template, 'AWS::Lambda::Permission');

    const known = [...POLICIES, 'AWS::IAM::Policy'];
    const policies = typesOf(template).filter((type) => type.endsWith('Policy'));
    expect(policies.filter((type) => !known.includes(type))).toEqual([]);
    expect(JSON.stringify(template.toJSON())).not.toContain('"ResourcePolicy"');
    expect(granted).toHaveLength(3);
    for (const { Principal, Condition } of granted) {
      expect(Object.keys(Principal as object)).toEqual(['Service']);
      const [source] = Object.values(Condition ?? {});
      expect(['aws:SourceAccount', 'aws:SourceArn']).toContain(Object.keys(source ?? {})[0]);
    }
    expect(
      invokers.map(({ Properties }) => render(template, Properties.FunctionName)).toSorted(),
    ).toEqual([
      '{AWS::Lambda::Alias SyncFunctionLive}',
      '{AWS::Lambda::Function RotationFunction.Arn}',
    ]);
    for (const { Properties } of invokers) {
      expect(Properties.Principal).toMatch(/^(events|secretsmanager)\.amazonaws\.com$/);
      expect(Properties.SourceAccount ?? Properties.SourceArn).toBeInstanceOf(Object);
    }
  });

  test('lets nobody but an AWS service take on a role', () => {
    for (const { Properties } of resourcesOf(template, 'AWS::IAM::Role')) {
      const [statement, ...others] = Properties.AssumeRolePolicyDocument.Statement;
      expect(others).toEqual([]);
      expect(statement.Principal).toEqual({
        Service: expect.stringMatching(/^\w+\.amazonaws\.com$/),
      });
    }
  });
});

test('what lets the internet in is known by its type', () => {
  const types = ['AWS::Lambda::Url', 'AWS::ApiGatewayV2::Api', 'AWS::S3::Bucket'];

  expect(types.filter((type) => PUBLIC.test(type))).toEqual(types);
});

test('the threat model names tests that are there, in each of its lines', () => {
  const [, section = ''] =
    /^## Security\n(.*?)^## /ms.exec(readFileSync('README.md', 'utf8')) ?? [];
  const lines = section.split('\n').filter((line) => line.startsWith('| '));
  const paths = [...section.matchAll(/`([\w/-]+\.test\.ts)`/g)].map(([, path]) => `test/${path}`);

  const withoutTest = lines.filter((line) => !/\.test\.ts` \||the same \|$/.test(line));
  expect(withoutTest).toEqual([expect.stringMatching(/^\| Who \|/)]);
  expect(paths.length).toBeGreaterThan(20);
  expect(paths.filter((path) => !existsSync(path))).toEqual([]);
});
