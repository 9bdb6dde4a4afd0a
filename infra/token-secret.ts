import { ArnFormat, RemovalPolicy, SecretValue, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { DEFAULT_ACCOUNT, SECRET_PREFIX, UNSEEDED_SECRET } from '../lambda/shared/contract.ts';

/** The secret of the first account, empty until somebody stores a token in it. */
export class TokenSecret extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string) {
    super(scope, id);

    this.secret = new Secret(this, 'Resource', {
      secretName: `${SECRET_PREFIX}${DEFAULT_ACCOUNT}`,
      description: `OAuth tokens of the Constant Contact account "${DEFAULT_ACCOUNT}"`,
      // Never change this value: CloudFormation would write the new one over the tokens. It is no secret itself.
      secretStringValue: SecretValue.unsafePlainText(JSON.stringify(UNSEEDED_SECRET)),
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}

/** Lets a function read the token secret of every account whose alias it knows, those connected after deployment too. */
export function grantReadingTokens(role: Role): void {
  grantOnTokens(role, ['secretsmanager:GetSecretValue']);
}

/** Lets a function read the tokens of every account, store new ones, and move Secrets Manager's labels. */
export function grantRenewingTokens(role: Role): void {
  grantOnTokens(role, [
    'secretsmanager:GetSecretValue',
    'secretsmanager:PutSecretValue',
    'secretsmanager:UpdateSecretVersionStage',
  ]);
}

function grantOnTokens(role: Role, actions: string[]): void {
  // Whose secrets there will be is not known here, so the prefix is granted instead of a list.
  role.addToPolicy(
    new PolicyStatement({
      actions,
      resources: [
        Stack.of(role).formatArn({
          service: 'secretsmanager',
          resource: 'secret',
          resourceName: `${SECRET_PREFIX}*`,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
    }),
  );
  Validations.of(role).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:${SECRET_PREFIX}*]`,
    reason:
      'The accounts are the secrets under the prefix, and more are connected without a deployment.',
  });
}

/** Lets a function find out which accounts are connected. */
export function grantListingAccounts(role: Role): void {
  // ListSecrets takes no resource and no condition on names: it shows names and tags, never a value.
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
  role.addToPolicy(
    new PolicyStatement({ actions: ['secretsmanager:ListSecrets'], resources: ['*'] }),
  );
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'ListSecrets takes no resource; it shows names and tags, never a value.',
  });
}
