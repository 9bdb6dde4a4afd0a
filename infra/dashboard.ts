import { Duration, Stack } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type GraphWidgetProps,
  type IAlarm,
  type IWidget,
  PeriodOverride,
  SingleValueWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { METRIC } from '../lambda/shared/contract.ts';
import {
  DAY,
  errorsOf,
  finishedOf,
  HOUR,
  highestOf,
  longestOf,
  lowestOf,
  sumOf,
  unfinishedOf,
} from './metrics.ts';

/** Requests a day that the vendor allows one application, for everything that uses its key. */
const DAILY_QUOTA = 10_000;

/** Rows of each part but the alarms. */
const HEIGHT = 6;

/** Columns; a dashboard has 24. */
const WIDTH = { whole: 24, half: 12, third: 8 } as const;

export interface DashboardProps {
  alarms: readonly IAlarm[];
  sync: Alias;
  update: Alias;
  /** Where it runs the passes. */
  fleet: StateMachine | undefined;
}

/** One page for the morning: what rings, what last night did, and how it has been for a month. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { alarms, sync, update, fleet }: DashboardProps) {
    super(scope, id);

    new CloudWatchDashboard(this, 'Resource', {
      dashboardName: Stack.of(this).stackName,
      defaultInterval: Duration.days(30),
      // Passes come once a day: with periods that follow the zoom, their values would be added up or thinned out.
      periodOverride: PeriodOverride.INHERIT,
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: WIDTH.whole })],
        [lastNight(), losses()],
        [senders(), requests()],
        [tokens(), ...functions({ sync, update })],
        ...(fleet ? [[passesOf(fleet)]] : []),
      ],
    });
  }
}

function lastNight(): IWidget {
  return new SingleValueWidget({
    title: 'Last night',
    width: WIDTH.half,
    height: HEIGHT,
    metrics: [
      // Of the newest day, because a second pass has only what the first one left.
      sumOf(METRIC.accountsChecked, DAY).with({ label: 'Checked' }),
      // Of the newest hour with a pass: how things stood after it.
      highestOf(METRIC.accountsFailed, HOUR).with({ label: 'Failed' }),
      highestOf(METRIC.accountsDeferred, HOUR).with({ label: 'Deferred' }),
    ],
  });
}

function losses(): IWidget {
  return graph('Confirmed senders lost, per day', {
    width: WIDTH.half,
    left: [sumOf(METRIC.confirmedSendersLost, DAY)],
  });
}

function senders(): IWidget {
  return graph('Senders that are not confirmed', {
    width: WIDTH.half,
    left: [
      highestOf(METRIC.unconfirmedSenders, DAY).with({ label: 'Senders' }),
      highestOf(METRIC.sendersPendingTooLong, DAY).with({
        label: 'Accounts in which one has waited too long',
      }),
    ],
  });
}

function requests(): IWidget {
  return graph('Requests to Constant Contact by scheduled passes, per day', {
    width: WIDTH.half,
    left: [sumOf(METRIC.requestsUsed, DAY)],
    leftAnnotations: [{ value: DAILY_QUOTA, label: 'Daily quota' }],
  });
}

function tokens(): IWidget {
  return graph('Days left of the token that ends first', {
    width: WIDTH.third,
    left: [lowestOf(METRIC.tokenDaysLeft, DAY)],
  });
}

function functions(aliases: Record<string, Alias>): IWidget[] {
  const named = Object.entries(aliases);
  return [
    graph('Longest invocation of each function, per hour', {
      width: WIDTH.third,
      left: named.map(([label, alias]) => longestOf(alias, HOUR).with({ label })),
    }),
    graph('Errors of each function, per hour', {
      width: WIDTH.third,
      left: named.map(([label, alias]) => errorsOf(alias, HOUR).with({ label })),
    }),
  ];
}

function passesOf(fleet: StateMachine): IWidget {
  return graph('Passes of the fleet, per day', {
    width: WIDTH.whole,
    left: [finishedOf(fleet, DAY), unfinishedOf(fleet, DAY)],
  });
}

function graph(title: string, props: GraphWidgetProps): IWidget {
  return new GraphWidget({ title, height: HEIGHT, leftYAxis: { min: 0 }, ...props });
}
