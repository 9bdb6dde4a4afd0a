import { join } from 'node:path';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Alias,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { LIVE_ALIAS } from '../lambda/shared/contract.ts';

/** One whole core; at 512 MB the 80 ms of CPU in a first invocation become up to 280 ms. */
const MEMORY_MB = 1769;

export interface ProjectFunctionProps {
  /** The function's folder under `lambda/`, and its bundle's under the build folder. */
  name: string;
  buildFolder: string;
  description: string;
  timeout: Duration;
  environment: Record<string, string>;
  logRetention: RetentionDays;
  /** At most this many invocations at once; undefined takes from the account's unreserved ones. */
  reservedConcurrency: number | undefined;
}

/** A Lambda function as this project runs all of them. */
export class ProjectFunction extends Construct {
  readonly function: LambdaFunction;
  /** The role it runs as: it may write its own log; each caller grants the rest. */
  readonly role: Role;

  constructor(scope: Construct, id: string, props: ProjectFunctionProps) {
    super(scope, id);

    const logGroup = new LogGroup(this, 'Log', {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    // Instead of the managed policy AWSLambdaBasicExecutionRole, which may write to every log group.
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grants.write(this.role);

    this.function = new LambdaFunction(this, 'Resource', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(join(props.buildFolder, props.name)),
      handler: 'index.handler',
      memorySize: MEMORY_MB,
      timeout: props.timeout,
      environment: props.environment,
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      reservedConcurrentExecutions: props.reservedConcurrency,
    });
  }
}

export interface LiveFunctionProps extends ProjectFunctionProps {
  /** Takes the event of an asynchronous invocation that failed for good. */
  deadLetterQueue: IQueue;
  /** How long a failed or throttled asynchronous event is kept for its two retries. */
  maxEventAge: Duration;
}

/** One with the alias `live` that everyone invokes. */
export class LiveFunction extends ProjectFunction {
  readonly alias: Alias;

  constructor(scope: Construct, id: string, props: LiveFunctionProps) {
    super(scope, id, props);

    // `grantSendMessages` would add two read actions that no destination uses.
    props.deadLetterQueue.grant(this.role, 'sqs:SendMessage');

    // Retries and the failure destination hold per qualifier: set on the function, the alias would have none.
    this.alias = new Alias(this, 'Live', {
      aliasName: LIVE_ALIAS,
      version: this.function.currentVersion,
      retryAttempts: 2,
      maxEventAge: props.maxEventAge,
      onFailure: { bind: () => ({ destination: props.deadLetterQueue.queueArn }) },
    });
  }
}
