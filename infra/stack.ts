import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { STALENESS_MARGIN_HOURS } from '../lambda/shared/contract.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { Alarms } from './alarms.ts';
import { Audit } from './audit.ts';
import { Dashboard } from './dashboard.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { Fleet } from './fleet.ts';
import { MailRule } from './mail-rule.ts';
import { PublishedNames } from './published-names.ts';
import { Rotation } from './rotation.ts';
import { SyncSchedules } from './schedule.ts';
import type { Settings } from './settings.ts';
import { Sync } from './sync.ts';
import { SyncAfterUpdate } from './sync-after-update.ts';
import { Table } from './table.ts';
import { TokenSecret } from './token-secret.ts';
import { Update } from './update.ts';

export interface AccountSyncStackProps extends StackProps {
  settings: Settings;
  /** Where the bundles of all functions lie, one folder each. */
  buildFolder: string;
}

/**
 * Everything that runs in AWS: each night every connected account is checked and its history grows, callers with the
 * right to do so change an account, tokens are renewed, and people learn what changed and what went wrong.
 */
export class AccountSyncStack extends Stack {
  private readonly updateAlias: Alias;
  private readonly auditAlias: Alias;

  constructor(scope: Construct, id: string, props: AccountSyncStackProps) {
    super(scope, id, props);
    const { settings, buildFolder } = props;
    // CDK makes a function depend on its role twice over, and cfn-lint warns of the second time.
    this.templateOptions.metadata = { 'cfn-lint': { config: { ignore_checks: ['W3005'] } } };

    const { table } = new Table(this, 'Table', { restoredName: settings.tableName });
    const { secret } = new TokenSecret(this, 'TokenSecret');
    const { queue: deadLetterQueue } = new DeadLetterQueue(this, 'DeadLetterQueue');

    const rotation = new Rotation(this, 'Rotation', { settings, buildFolder, secret });

    const sync = new Sync(this, 'Sync', { settings, buildFolder, table, deadLetterQueue });
    const logRetention = settings.logRetentionDays;
    const fleet = settings.fleet
      ? new Fleet(this, 'Fleet', { sync: sync.alias, logRetention }).machine
      : undefined;
    const passes = { settings, sync: sync.alias, fleet, deadLetterQueue };
    const schedules = new SyncSchedules(this, 'SyncSchedules', passes);

    const update = new Update(this, 'Update', { settings, buildFolder, table, deadLetterQueue });
    new SyncAfterUpdate(this, 'SyncAfterUpdate', { sync: sync.alias, deadLetterQueue });
    this.updateAlias = update.alias;

    const audit = new Audit(this, 'Audit', { settings, buildFolder, table, deadLetterQueue });
    this.auditAlias = audit.alias;

    const { topic } = new AlarmTopic(this, 'AlarmTopic', { emails: settings.alarmEmail });
    new MailRule(this, 'MailRule', { topic, deadLetterQueue });
    const aliases = { sync: sync.alias, update: update.alias };
    const watched = { ...aliases, rotateToken: rotation.function, fleet, deadLetterQueue };
    const { alarms } = new Alarms(this, 'Alarms', { settings, ...watched, topic });
    new Dashboard(this, 'Dashboard', { alarms, ...aliases, fleet });

    new PublishedNames(this, 'PublishedNames', {
      tableName: table.tableName,
      syncFunctionArn: sync.alias.functionArn,
      updateFunctionArn: update.alias.functionArn,
      auditFunctionArn: audit.alias.functionArn,
      rotateTokenFunctionArn: rotation.function.functionArn,
      tokenSecretArn: secret.secretArn,
      deadLetterQueueUrl: deadLetterQueue.queueUrl,
      alarmTopicArn: topic.topicArn,
      scheduleNames: schedules.names.join(','),
      staleAfterHours: String(settings.intervalHours + STALENESS_MARGIN_HOURS),
      pendingTooLongDays: String(settings.pendingTooLongDays),
    });
  }

  /** Lets `grantee` invoke the update function by its alias: it may then change every connected account. */
  grantInvokeUpdate(grantee: IGrantable): Grant {
    return this.updateAlias.grantInvoke(grantee);
  }

  /** Lets `grantee` invoke the audit function by its alias: it may then read what is kept of every account. */
  grantInvokeAudit(grantee: IGrantable): Grant {
    return this.auditAlias.grantInvoke(grantee);
  }
}
