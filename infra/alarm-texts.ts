import { TEST_ALARM } from '../lambda/shared/contract.ts';

/** The README, whose runbook has a section for each alarm. */
const RUNBOOK = 'README.md';

export interface AlarmText {
  /** In a mail's subject, and where it is asked for by name. */
  name: string;
  /** The heading of its section in the runbook; two alarms may share one. */
  section: string;
  meaning: string;
  firstStep: string;
}

export const ALARM_TEXTS = {
  ConfirmedSenderLost: {
    name: 'constant-contact-confirmed-sender-lost',
    section: 'Confirmed sender lost',
    meaning:
      'A sender that was confirmed is not any more: campaigns that use it in From or Reply-to cannot be sent.',
    firstStep:
      "read the announcement mail of the same minutes, which names the sender, its roles and the remedy; without it, see the account's newest snapshot.",
  },
  SyncSilent: {
    name: 'constant-contact-sync-silent',
    section: 'Sync silent',
    meaning:
      'No scheduled pass has checked any account for longer than the interval and two hours, so every account is unknown. After the first deployment it rings until the first check.',
    firstStep:
      'see whether the schedules are enabled and what the newest log of the sync function says.',
  },
  SyncFailed: {
    name: 'constant-contact-sync-failed',
    section: 'Sync failed',
    meaning:
      'The sync function ended in an error: a named account could not be checked, or a pass could check none. Lambda tries twice more by itself.',
    firstStep: "read the account's newest run: its error name says what is wrong and what to do.",
  },
  FleetFailed: {
    name: 'constant-contact-fleet-failed',
    section: 'Fleet failed',
    meaning:
      'A pass over the fleet failed after all retries or took longer than three hours, so accounts are left unchecked until the second pass.',
    firstStep:
      "open the execution in Step Functions: its last failed state holds the function's error name and message.",
  },
  DeadLetters: {
    name: 'constant-contact-dead-letter-queue-not-empty',
    section: 'Sync failed',
    meaning:
      'Something failed for good: a pass or a check after all retries, an update that nobody waited for, or an announcement that could not be delivered.',
    firstStep:
      'look at the messages without deleting them: each carries its request or event, and mostly the error.',
  },
  AccountsFailing: {
    name: 'constant-contact-accounts-failing',
    section: 'Accounts failing',
    meaning:
      'The newest check of at least one account failed; what is known about it is from an earlier check.',
    firstStep:
      'see which accounts and why: the account items hold the error name. Before the second pass of the night it may mend itself.',
  },
  ReauthorizationRequired: {
    name: 'constant-contact-reauthorization-required',
    section: 'Token trouble',
    meaning:
      'Constant Contact takes the tokens of at least one account no more. Once its access token has expired, the account can neither be checked nor changed.',
    firstStep:
      'run `npm run doctor -- --aws`, which names the account, then have somebody with access to it run `npm run authorize -- --aws --account <alias> --replace`.',
  },
  RotationFailing: {
    name: 'constant-contact-rotation-failing',
    section: 'Rotation failing',
    meaning:
      'Renewing the tokens of an account ended in an error. Secrets Manager tries again by itself; the stored access token stays good until it expires, 8 to 24 hours after the last refresh.',
    firstStep:
      'find the error name in the log of the rotate-token function, or run `npm run doctor -- --aws`. If it says that a person must consent: `npm run authorize -- --aws --account <alias> --replace`.',
  },
  TokenEnding: {
    name: 'constant-contact-token-ends-soon',
    section: 'Token trouble',
    meaning:
      'The tokens of an account die for good in less than two weeks and nothing has renewed them. Rings every night.',
    firstStep:
      'run `npm run doctor -- --aws`, which names the account and says why; `npm run authorize -- --aws --account <alias> --replace` brings new tokens.',
  },
  SendersPendingTooLong: {
    name: 'constant-contact-senders-pending-too-long',
    section: 'Senders pending too long',
    meaning:
      'At least one account has a sender whose confirmation mail nobody has clicked for longer than the limit.',
    firstStep:
      "resend the confirmation from Constant Contact's own page, or delete the sender there if nobody needs it.",
  },
  UpdateFailing: {
    name: 'constant-contact-update-failing',
    section: 'Update failing',
    meaning:
      'The update function ended in an error, and the calling service was told so: a change was not made, or nobody knows whether it was.',
    firstStep:
      'find the error name in its log: busy and rate limited are for the caller to try again, the others for you.',
  },
  UpdateRefused: {
    name: TEST_ALARM,
    section: 'Update refused',
    meaning:
      'Constant Contact refused a change as forbidden: role, privilege, scope or application do not allow it.',
    firstStep:
      'read the reply or the log of the update function: it names which of them is missing as far as can be told.',
  },
} as const satisfies Record<string, AlarmText>;

export type AlarmKey = keyof typeof ALARM_TEXTS;

/** What the mail of an alarm says. */
export function describeAlarm({ meaning, firstStep, section }: AlarmText): string {
  return `${meaning} First: ${firstStep} Runbook: ${RUNBOOK}#${toAnchor(section)}`;
}

/** As GitHub makes them of a heading of letters, digits and spaces. */
function toAnchor(heading: string): string {
  return heading.toLowerCase().replaceAll(' ', '-');
}
