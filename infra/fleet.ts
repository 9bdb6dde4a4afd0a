import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  Choice,
  Condition,
  DefinitionBody,
  LogLevel,
  QueryLanguage,
  StateMachine,
  Succeed,
  TaskInput,
  Timeout,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { FLEET_RETRIES } from './fleet-retries.ts';

/** Over before the second pass, three hours later; the largest fleet takes 54 minutes at the default pace. */
const LONGEST_PASS = Duration.hours(3);

/** A whole invocation and a minute for its answer to arrive. */
const LONGEST_SLICE = Duration.minutes(16);

/**
 * The vendor counts any sliding second, and the pace knows its own process alone. The next slice may be a new process
 * that begins with a burst, so its first request must come a whole second after the last one of this slice. Step
 * Functions waits whole seconds; the second one is for its clock.
 */
const PAUSE = Duration.seconds(2);

/**
 * Without a time of its own each slice would take the present one, for which no account is good yet: an execution that a
 * person starts with `{}` would check the same accounts over and over.
 */
const PAYLOAD =
  "{% $merge([{'scheduledTime': $states.context.Execution.StartTime}, $states.context.Execution.Input]) %}";

export interface FleetProps {
  /** The alias: the machine may then invoke exactly this one. */
  sync: Alias;
  logRetention: RetentionDays;
}

/**
 * A pass over more accounts than one invocation holds: it calls sync again and again with the execution's own input until
 * nothing is pending any more. There is no cursor; sync knows by its account items what is left.
 */
export class Fleet extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, { sync, logRetention }: FleetProps) {
    super(scope, id);

    const check = LambdaInvoke.jsonata(this, 'CheckAccounts', {
      lambdaFunction: sync,
      payload: TaskInput.fromText(PAYLOAD),
      outputs: '{% $states.result.Payload %}',
      taskTimeout: Timeout.duration(LONGEST_SLICE),
      // CDK's own list leaves out that the function is busy.
      retryOnServiceExceptions: false,
    });
    for (const retry of FLEET_RETRIES) check.addRetry(retry);

    const pause = Wait.jsonata(this, 'Pause', { time: WaitTime.duration(PAUSE) });
    // A spent quota also leaves nothing pending: whoever waits for it is deferred.
    const isUnfinished = Condition.jsonata(
      '{% $states.input.pending > 0 and $not($exists($states.input.resetsAt)) %}',
    );
    const definition = check.next(
      Choice.jsonata(this, 'IsAnyPending')
        .when(isUnfinished, pause.next(check))
        .otherwise(Succeed.jsonata(this, 'Done')),
    );

    this.machine = new StateMachine(this, 'Resource', {
      comment: 'Checks all connected Constant Contact accounts, slice by slice',
      definitionBody: DefinitionBody.fromChainable(definition),
      queryLanguage: QueryLanguage.JSONATA,
      timeout: LONGEST_PASS,
      // Inputs and outputs are times and counts.
      logs: {
        destination: this.createLog(logRetention),
        level: LogLevel.ALL,
        includeExecutionData: true,
      },
    });
    this.acknowledgeFindings();
  }

  private acknowledgeFindings(): void {
    Validations.of(this.machine).acknowledge(
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'The calls by which Step Functions delivers its log take no resource.',
      },
      {
        id: 'AwsSolutions-SF2',
        reason:
          'One function is called one after another: its log and the execution show all that a trace could.',
      },
    );
  }

  /** Under this prefix log delivery does not fill up the one resource policy that it has for all log groups. */
  private createLog(retention: RetentionDays): LogGroup {
    return new LogGroup(this, 'Log', {
      logGroupName: `/aws/vendedlogs/states/${Stack.of(this).stackName}-fleet`,
      retention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
