import { CfnOutput } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { PARAMETERS } from '../lambda/shared/contract.ts';

const DESCRIPTIONS = {
  tableName: 'DynamoDB table with the history of all accounts',
  syncFunctionArn: 'Alias of the function that checks accounts; invoke this',
  updateFunctionArn: 'Alias of the function that changes an account; invoke and grant this',
  auditFunctionArn: 'Alias of the function that answers audits; invoke this',
  rotateTokenFunctionArn:
    'Function that renews tokens; name it in the rotation of a further secret',
  tokenSecretArn: 'Secret that holds the tokens of the first account',
  deadLetterQueueUrl: 'Queue of what could not be delivered or failed for good',
  alarmTopicArn: 'Topic of alarms and of changes that somebody has to read; subscribe to this',
  scheduleNames: 'Schedules that start the passes, separated by a comma',
  staleAfterHours: 'Hours without a good check after which an account is unknown',
  pendingTooLongDays: 'Days after which an unconfirmed sender has waited too long',
} as const satisfies Record<keyof typeof PARAMETERS, string>;

/** Publishes what others need, as stack outputs for people and as parameters for other stacks and commands. */
export class PublishedNames extends Construct {
  constructor(scope: Construct, id: string, values: Record<keyof typeof PARAMETERS, string>) {
    super(scope, id);

    for (const key of Object.keys(values) as (keyof typeof PARAMETERS)[]) {
      const [value, description] = [values[key], DESCRIPTIONS[key]];
      const outputId = key.charAt(0).toUpperCase() + key.slice(1);
      const output = new CfnOutput(this, outputId, { value, description });
      // Without this the name that people see would carry the construct's path and a hash.
      output.overrideLogicalId(outputId);
      new StringParameter(this, `${outputId}Parameter`, {
        parameterName: PARAMETERS[key],
        stringValue: value,
        description,
      });
    }
  }
}
