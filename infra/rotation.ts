import { Duration, Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnRotationSchedule, type ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ProjectFunction } from './function.ts';
import type { Settings } from './settings.ts';
import { grantRenewingTokens } from './token-secret.ts';

/**
 * The shortest that Secrets Manager knows. A window of an hour opens so often, counted from 00:00 UTC: at most 5 h lie
 * between two rotations, and the shorter access tokens live 8.
 */
const EVERY = 'rate(4 hours)';

export interface RotationProps {
  settings: Settings;
  buildFolder: string;
  /** The first account's; further ones are given the same function by the command that connects them. */
  secret: ISecret;
}

/** The only function that renews tokens, and the schedule on which Secrets Manager invokes it. */
export class Rotation extends Construct {
  /** Without an alias: Secrets Manager keeps the plain ARN with each secret. */
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, { settings, buildFolder, secret }: RotationProps) {
    super(scope, id);

    const rotateToken = new ProjectFunction(this, 'Function', {
      name: 'rotate-token',
      buildFolder,
      description: 'Renews the OAuth tokens of Constant Contact accounts',
      // New tokens that cannot be stored are tried again for so long: the old ones may be used up.
      timeout: Duration.minutes(2),
      environment: {},
      logRetention: settings.logRetentionDays,
      // Two at once would only wait for each other; what keeps them apart is in the secret itself.
      reservedConcurrency: settings.reservedConcurrency ? 1 : undefined,
    });
    this.function = rotateToken.function;
    grantRenewingTokens(rotateToken.role);
    // No dead-letter queue: Secrets Manager tries a failed rotation again by itself, and an alarm counts the errors.
    this.function.addPermission('SecretsManager', {
      principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
      sourceAccount: Stack.of(this).account,
    });

    // Instead of `addRotationSchedule`, which would let the function read random passwords and permit every account.
    const schedule = new CfnRotationSchedule(this, 'Schedule', {
      secretId: secret.secretArn,
      rotationLambdaArn: this.function.functionArn,
      rotationRules: { scheduleExpression: EVERY },
      rotateImmediatelyOnUpdate: false,
    });
    // Secrets Manager tries the function as soon as it has the schedule.
    schedule.node.addDependency(rotateToken);
  }
}
