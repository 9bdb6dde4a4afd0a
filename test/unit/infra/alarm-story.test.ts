import { beforeAll, describe, expect, test } from 'vitest';
import {
  type Alarm,
  type DataPoint,
  playAlarms,
  readAlarms,
  type Transition,
} from './alarm-evaluation.ts';
import { synthesize } from './synthesize.ts';

const SYNC_ERRORS = 'Errors of {AWS::Lambda::Function SyncFunction}:live';
const UPDATE_ERRORS = 'Errors of {AWS::Lambda::Function UpdateFunction}:live';
const DEAD_LETTERS = 'ApproximateNumberOfMessagesVisible of {AWS::SQS::Queue.QueueName}';

/** What a scheduled pass over three accounts tells when all is well. */
const GOOD_PASS = {
  AccountsChecked: 3,
  AccountsFailed: 0,
  AccountsDeferred: 0,
  RequestsUsed: 6,
  UnconfirmedSenders: 1,
  SendersPendingTooLong: 0,
  ReauthorizationRequired: 0,
};

const toMs = (time: string) => Date.parse(`2026-11-${time}:00Z`);

/** The data points of one minute, by metric. Times are in November 2026, as `03 02:16`. */
const at = (time: string, values: Record<string, number>): DataPoint[] =>
  Object.entries(values).map(([metric, value]) => ({ metric, value, atMs: toMs(time) }));

const pass = (time: string, values: Partial<typeof GOOD_PASS> = {}) =>
  at(time, { ...GOOD_PASS, ...values });

/** A night in which the second pass finds nothing left to do. */
const goodNight = (day: string) => [
  ...pass(`${day} 02:16`),
  ...pass(`${day} 05:15`, { AccountsChecked: 0, RequestsUsed: 0 }),
];

/** What the queue tells while it holds messages: every five minutes, until nobody has used it for six hours. */
const deadLetters = (fromTime: string, value: number): DataPoint[] =>
  Array.from({ length: 72 }, (_, index) => ({
    metric: DEAD_LETTERS,
    value,
    atMs: toMs(fromTime) + index * 5 * 60_000,
  }));

const toLine = ({ atMs, alarm, state }: Transition) =>
  `${new Date(atMs).toISOString().slice(8, 16).replace('T', ' ')} ${state} ${alarm.replace('constant-contact-', '')}`;

describe.each([
  { extraPeriods: 0, silentAfter: '04:17' },
  { extraPeriods: 2, silentAfter: '06:17' },
])('the alarms, where CloudWatch looks at $extraPeriods periods more', (variant) => {
  const { extraPeriods, silentAfter } = variant;
  let alarms: Alarm[];

  beforeAll(async () => {
    alarms = readAlarms(await synthesize());
  });

  /** What happens from 2 to 8 November; the day before is quiet, so that the alarms know that all is well. */
  const play = (...nights: DataPoint[][]) =>
    playAlarms(alarms, [...goodNight('01'), ...nights.flat()], {
      fromMs: toMs('01 00:00'),
      toMs: toMs('08 00:00'),
      extraPeriods,
    }).filter(({ atMs }) => atMs >= toMs('02 00:00'));
  const mailsOf = (...nights: DataPoint[][]) =>
    play(...nights)
      .filter(({ isMailed }) => isMailed)
      .map(toLine);
  const goodNights = (...days: string[]) => days.flatMap(goodNight);

  test('are quiet as long as every night is good', () => {
    expect(play(goodNights('02', '03', '04', '05', '06', '07'))).toEqual([]);
  });

  test('tell of a missed night two hours after it, and of the next good one', () => {
    const mails = mailsOf(goodNights('02', '03', '05', '06', '07'));

    expect(mails).toEqual([`04 ${silentAfter} ALARM sync-silent`, '05 02:17 OK sync-silent']);
  });

  test('let a second pass make up for a missed first one', () => {
    const late = pass('04 05:16');

    const transitions = play(goodNights('02', '03', '05', '06', '07'), late);

    const lines = transitions.map(toLine);
    expect(lines).toEqual(
      extraPeriods === 0 ? ['04 04:17 ALARM sync-silent', '04 05:17 OK sync-silent'] : [],
    );
  });

  test('are not lulled by updates that keep one account checked while passes check none', () => {
    const emptyPasses = ['03', '04', '05', '06', '07'].flatMap((day) =>
      pass(`${day} 02:16`, { AccountsChecked: 0, RequestsUsed: 0 }),
    );
    // A sync after an update runs well each noon: it is no scheduled pass, so it counts no account.
    const updates = ['03', '04', '05', '06', '07'].flatMap((day) =>
      at(`${day} 12:00`, { [SYNC_ERRORS]: 0, [UPDATE_ERRORS]: 0 }),
    );

    const mails = mailsOf(goodNights('02'), emptyPasses, updates);

    expect(mails).toEqual([`03 ${silentAfter} ALARM sync-silent`]);
  });

  test('tell of nights in which somebody has spent the quota before', async () => {
    const spent = ['03', '04'].flatMap((day) =>
      [`${day} 02:16`, `${day} 05:15`].flatMap((time) =>
        pass(time, { AccountsChecked: 0, AccountsDeferred: 3, RequestsUsed: 1 }),
      ),
    );

    const mails = mailsOf(goodNights('02', '05', '06', '07'), spent);

    expect(mails).toEqual([`03 ${silentAfter} ALARM sync-silent`, '05 02:17 OK sync-silent']);
  });

  test('tell once of an account that fails night after night, and once that it is well again', () => {
    const failing = ['03', '04'].flatMap((day) => [
      ...pass(`${day} 02:16`, { AccountsChecked: 2, AccountsFailed: 1 }),
      ...pass(`${day} 05:15`, { AccountsChecked: 0, AccountsFailed: 1 }),
    ]);

    const mails = mailsOf(goodNights('02', '05', '06', '07'), failing);

    expect(mails).toEqual(['03 02:17 ALARM accounts-failing', '05 02:17 OK accounts-failing']);
  });

  test('tell of nights in which nothing works, of every attempt, until the queue is emptied', () => {
    const failing = ['03', '04'].flatMap((day) =>
      ['02:16', '02:17', '02:19'].flatMap((time) => [
        ...pass(`${day} ${time}`, { AccountsChecked: 0, AccountsFailed: 3 }),
        ...at(`${day} ${time}`, { [SYNC_ERRORS]: 1 }),
      ]),
    );
    const queue = [
      ...deadLetters('03 02:20', 1),
      ...deadLetters('04 02:20', 2),
      ...deadLetters('05 09:00', 0),
    ];

    const mails = mailsOf(goodNights('02', '05', '06', '07'), failing, queue);

    expect(mails.sort()).toEqual([
      '03 02:17 ALARM accounts-failing',
      '03 02:17 ALARM sync-failed',
      '03 02:21 ALARM dead-letter-queue-not-empty',
      `03 ${silentAfter} ALARM sync-silent`,
      '04 02:17 ALARM sync-failed',
      '05 02:17 OK accounts-failing',
      '05 02:17 OK sync-silent',
      '05 09:01 OK dead-letter-queue-not-empty',
    ]);
  });

  test('tell of each loss, and never call it recovered though they fall back to OK', () => {
    const losses = [
      ...at('03 02:15', { ConfirmedSendersLost: 1 }),
      ...at('05 02:15', { ConfirmedSendersLost: 2 }),
    ];

    const transitions = play(goodNights('02', '03', '04', '05', '06', '07'), losses);

    expect(transitions.map(({ state }) => state)).toEqual(['ALARM', 'OK', 'ALARM', 'OK']);
    expect(transitions.filter(({ isMailed }) => isMailed).map(toLine)).toEqual([
      '03 02:16 ALARM confirmed-sender-lost',
      '05 02:16 ALARM confirmed-sender-lost',
    ]);
  });

  test('tell of two losses in one night when both passes find one', () => {
    const losses = [
      ...at('03 02:15', { ConfirmedSendersLost: 1 }),
      ...at('03 05:14', { ConfirmedSendersLost: 1 }),
    ];

    const mails = mailsOf(goodNights('02', '03', '04', '05', '06', '07'), losses);

    expect(mails).toEqual([
      '03 02:16 ALARM confirmed-sender-lost',
      '03 05:15 ALARM confirmed-sender-lost',
    ]);
  });

  test.each([
    ['SendersPendingTooLong', 'senders-pending-too-long'],
    ['ReauthorizationRequired', 'reauthorization-required'],
  ])('take %s as lasting until a pass says otherwise', (metric, alarm) => {
    const standing = ['03', '04'].flatMap((day) => [
      ...pass(`${day} 02:16`, { [metric]: 1 }),
      ...pass(`${day} 05:15`, { [metric]: 1 }),
    ]);

    const mails = mailsOf(goodNights('02', '05', '06', '07'), standing);

    expect(mails).toEqual([`03 02:17 ALARM ${alarm}`, `05 02:17 OK ${alarm}`]);
  });

  test('remind every night of a token that ends soon', () => {
    const nights = [15, 14, 13, 12, 180].flatMap((days, index) =>
      at(`0${index + 2} 02:16`, { TokenDaysLeft: days }),
    );

    const mails = mailsOf(goodNights('02', '03', '04', '05', '06', '07'), nights);

    expect(mails).toEqual(['04 02:17 ALARM token-ends-soon', '05 02:17 ALARM token-ends-soon']);
  });

  test('tell of updates that fail or are refused, at any hour', () => {
    const updates = [
      ...at('03 14:00', { [UPDATE_ERRORS]: 0 }),
      ...at('03 15:00', { [UPDATE_ERRORS]: 1 }),
      ...at('04 16:00', { [UPDATE_ERRORS]: 0, UpdateRefused: 1 }),
    ];

    const mails = mailsOf(goodNights('02', '03', '04', '05', '06', '07'), updates);

    expect(mails).toEqual(['03 15:01 ALARM update-failing', '04 16:01 ALARM update-refused']);
  });
});

describe('the alarms of a new deployment', () => {
  test('ring of silence until the first pass, which shows that their mails arrive', async () => {
    const alarms = readAlarms(await synthesize());

    const transitions = playAlarms(alarms, goodNight('02'), {
      fromMs: toMs('01 12:00'),
      toMs: toMs('02 12:00'),
      extraPeriods: 2,
    });

    const mails = transitions.filter(({ isMailed }) => isMailed).map(toLine);
    expect(mails[0]).toBe('01 12:00 ALARM sync-silent');
    expect(mails.slice(1).sort()).toEqual([
      '02 02:17 OK accounts-failing',
      '02 02:17 OK reauthorization-required',
      '02 02:17 OK senders-pending-too-long',
      '02 02:17 OK sync-silent',
    ]);
  });

  test('wait for as many hours as context says, and two more', async () => {
    const alarms = readAlarms(await synthesize({ intervalHours: '48' }));

    const transitions = playAlarms(alarms, goodNight('01'), {
      fromMs: toMs('01 03:00'),
      toMs: toMs('08 00:00'),
      extraPeriods: 0,
    });

    // 50 hours after the first pass: the second had nothing to check.
    expect(transitions.map(toLine)).toContain('03 04:17 ALARM sync-silent');
  });
});
