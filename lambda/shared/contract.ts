/**
 * Every name that infrastructure and runtime must spell alike. Infrastructure imports this file and nothing else of
 * `lambda/`, so it holds plain values only.
 */

/** Environment variables of the functions. Only those marked optional may be absent. */
export const ENV = {
  /** Name of the one DynamoDB table. */
  tableName: 'TABLE_NAME',
  /** Optional. Base address of the vendor's API with its version, without a trailing slash. */
  apiUrl: 'CONSTANT_CONTACT_API_URL',
  /** Optional. Base address of the vendor's authorization server, without a trailing slash. */
  authUrl: 'CONSTANT_CONTACT_AUTH_URL',
  /** Optional. Milliseconds that each send to the vendor by this process takes of the pace. */
  requestSpacingMs: 'REQUEST_SPACING_MS',
  /** Optional. Hours without a good check after which an account is unknown. */
  staleAfterHours: 'STALE_AFTER_HOURS',
  /** Optional. Days after which an unconfirmed sender has waited too long. */
  pendingTooLongDays: 'PENDING_TOO_LONG_DAYS',
} as const;

/** Key and lifetime attributes of the table. */
export const TABLE = { partitionKey: 'pk', sortKey: 'sk', expiresAt: 'expiresAt' } as const;

/** A token secret's full name is this prefix and the account's alias. */
export const SECRET_PREFIX = 'constant-contact/';

/** Form of an account's alias: lower-case letters, digits and dashes, at most 40. */
export const ALIAS_PATTERN = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** Tags of a token secret by which an operator pauses its account: until a date or time (ISO 8601), and why. */
export const PAUSE_TAG = {
  until: 'constant-contact:paused-until',
  reason: 'constant-contact:paused-reason',
} as const;

/** The alias whose secret the stack creates. */
export const DEFAULT_ACCOUNT = 'main';

/** What a token secret holds before anyone has consented. */
export const UNSEEDED_SECRET = { status: 'unseeded' } as const;

/** What started a run of sync; the first two are scheduled passes. */
export const TRIGGER = {
  schedule: 'schedule',
  secondPass: 'secondPass',
  update: 'update',
  person: 'person',
} as const;

/** An account without a good check for the schedule's interval and this much longer is unknown. */
export const STALENESS_MARGIN_HOURS = 2;

/** From so many days before a token dies for good: two weeks are left for finding somebody who may consent anew. */
export const TOKEN_WARNING_DAYS = 14;

/** Systems Manager parameters by which other stacks and commands find what the stack created. */
export const PARAMETERS = {
  tableName: '/constant-contact-account-sync/table-name',
  syncFunctionArn: '/constant-contact-account-sync/sync-function-arn',
  updateFunctionArn: '/constant-contact-account-sync/update-function-arn',
  auditFunctionArn: '/constant-contact-account-sync/audit-function-arn',
  rotateTokenFunctionArn: '/constant-contact-account-sync/rotate-token-function-arn',
  tokenSecretArn: '/constant-contact-account-sync/token-secret-arn',
  deadLetterQueueUrl: '/constant-contact-account-sync/dead-letter-queue-url',
  alarmTopicArn: '/constant-contact-account-sync/alarm-topic-arn',
  scheduleNames: '/constant-contact-account-sync/schedule-names',
  staleAfterHours: '/constant-contact-account-sync/stale-after-hours',
  pendingTooLongDays: '/constant-contact-account-sync/pending-too-long-days',
} as const;

/** The alarm that is set to try the way to people; it returns by itself. */
export const TEST_ALARM = 'constant-contact-update-refused';

/** The Lambda alias that schedules and callers invoke. */
export const LIVE_ALIAS = 'live';

/** The vendor counts 4 requests a second for the whole application; sync takes at most 3 of them. */
export const SYNC_SPACING_MS = 334;

/** Sync may send so many side by side when it was idle for as many spacings: 3 in any sliding second all the same. */
export const SYNC_BURST = 3;

/** Every kind of change between two successive snapshots; also the detail-type of its event. */
export const CHANGE_KINDS = [
  'AccountConnected',
  'SenderAdded',
  'SenderConfirmed',
  'SenderUnconfirmed',
  'SenderRemoved',
  'SenderReplaced',
  'SenderChanged',
  'SummaryChanged',
  'PhysicalAddressAdded',
  'PhysicalAddressChanged',
  'PhysicalAddressRemoved',
  'ReplyDrift',
] as const;

/** Source of all our events on the default event bus. */
export const EVENT_SOURCE = 'constant-contact.account-sync';

/** Detail-type of the event after every write attempt; a rule starts a sync of its account. */
export const UPDATE_APPLIED = 'UpdateApplied';

/** At most one request a second by each process of update: the rest of the vendor's limit is for sync. */
export const UPDATE_SPACING_MS = 1_000;

/** Namespace of all metrics; none has a dimension. */
export const METRIC_NAMESPACE = 'ConstantContactAccountSync';

export const METRIC = {
  /** Good checks of a scheduled pass; nothing else counts, so that silence is heard. */
  accountsChecked: 'AccountsChecked',
  /** Accounts whose newest run failed, as it stands after a scheduled pass. */
  accountsFailed: 'AccountsFailed',
  /** Accounts that wait for the daily quota. */
  accountsDeferred: 'AccountsDeferred',
  /** Senders that were confirmed and are not any more; counted when a snapshot is settled. */
  confirmedSendersLost: 'ConfirmedSendersLost',
  /** Senders of all accounts that are not confirmed. */
  unconfirmedSenders: 'UnconfirmedSenders',
  /** Accounts whose oldest unconfirmed sender has waited past the limit. */
  sendersPendingTooLong: 'SendersPendingTooLong',
  /** Requests to the vendor by a scheduled pass. */
  requestsUsed: 'RequestsUsed',
  /** Least number of days until nothing can renew a token any more. */
  tokenDaysLeft: 'TokenDaysLeft',
  /** Accounts whose token the vendor refuses; 1 at once when it refuses a refresh token. */
  reauthorizationRequired: 'ReauthorizationRequired',
  /** Updates that the vendor refused as forbidden. */
  updateRefused: 'UpdateRefused',
} as const;

/** Detail-type of the one event that is mailed instead of very many changes at once. */
export const CHANGES_DIGEST = 'ChangesDigest';

/** The mail about changes, line by line: each names a field of the event's detail, after its label. */
export const CHANGE_MAIL = [
  { label: '', field: 'summary' },
  { label: 'What to do: ', field: 'remedy' },
  { label: 'Account: ', field: 'account' },
  { label: 'Checked at: ', field: 'checkedAt' },
  { label: 'Severity: ', field: 'severity' },
  { label: 'Event: ', field: 'id' },
] as const;

/** A confirmation that nobody clicked for this many days will hardly be clicked any more. */
export const DEFAULT_PENDING_TOO_LONG_DAYS = 7;

/** Hours between two scheduled checks, unless the stack is told otherwise. */
export const DEFAULT_INTERVAL_HOURS = 24;

/** The schedule's interval and its margin: what makes an account unknown. */
export const DEFAULT_STALE_AFTER_HOURS = DEFAULT_INTERVAL_HOURS + STALENESS_MARGIN_HOURS;
