import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod/mini';
import {
  DEFAULT_PENDING_TOO_LONG_DAYS,
  STALENESS_MARGIN_HOURS,
  SYNC_SPACING_MS,
} from '../lambda/shared/contract.ts';
import { findScheduleProblem, parseRateHours } from './schedule-expression.ts';

/** What a context key means when nobody sets it. */
const DEFAULTS = {
  schedule: 'cron(15 2 * * ? *)',
  secondSchedule: 'cron(15 5 * * ? *)',
  timeZone: 'Etc/UTC',
  intervalHours: '24',
  reservedConcurrency: 'true',
  fleet: 'false',
  requestSpacingMs: String(SYNC_SPACING_MS),
  logRetentionDays: '90',
  pendingTooLongDays: String(DEFAULT_PENDING_TOO_LONG_DAYS),
  alarmEmail: '',
  tableName: '',
} as const;

/** What the error of a context key shows as one that would do. */
const EXAMPLES = {
  ...DEFAULTS,
  alarmEmail: 'ops@example.com',
  tableName: 'restored-table',
} as const satisfies Record<keyof typeof DEFAULTS, string>;

const LIMITS = {
  /** A CloudWatch alarm looks back 7 days at most, so a silent account must count as stale by then. */
  intervalHours: { lowest: 1, highest: 7 * 24 - STALENESS_MARGIN_HOURS },
  /** The vendor counts 4 requests a second. Ten seconds leave time for some 36 accounts in one invocation. */
  requestSpacingMs: { lowest: 250, highest: 10_000 },
  pendingTooLongDays: { lowest: 1, highest: 365 },
} as const;

/** Of a value that is refused. */
const SHOWN_CHARACTERS = 200;

/** More than any setting needs; some patterns take a time that grows with the square of the length. */
const MAX_CHARACTERS = 2_000;

const RETENTION_DAYS = Object.values(RetentionDays).filter((value) => typeof value === 'number');

/** What `-c key=value` gives is text; cdk.json may hold the number or the truth value itself. */
const text = z.pipe(
  z.union([z.string(), z.number(), z.boolean()], 'it must be one plain value'),
  z.pipe(
    z.transform(String),
    z
      .string()
      .check(z.maxLength(MAX_CHARACTERS, `it must have at most ${MAX_CHARACTERS} characters`)),
  ),
);

const truthValue = z.pipe(
  text.check(
    z.refine((value) => value === 'true' || value === 'false', 'it must be true or false'),
  ),
  z.transform((value) => value === 'true'),
);

const wholeNumber = (isAllowed: (value: number) => boolean, allowed: string) =>
  z.pipe(
    text.check(z.refine((value) => /^\d+$/.test(value) && isAllowed(Number(value)), allowed)),
    z.transform(Number),
  );

const wholeNumberWithin = ({ lowest, highest }: { lowest: number; highest: number }) =>
  wholeNumber(
    (value) => value >= lowest && value <= highest,
    `it must be a whole number from ${lowest} to ${highest}`,
  );

const scheduleExpression = text.check((context) => {
  const isTooRare = (parseRateHours(context.value) ?? 0) > LIMITS.intervalHours.highest;
  const problem = isTooRare
    ? `its rate is longer than ${LIMITS.intervalHours.highest} hours`
    : findScheduleProblem(context.value);
  if (problem !== undefined) {
    const allowed =
      'cron(minutes hours day-of-month month day-of-week year) or rate(number minutes|hours|days)';
    const message = `${problem}, it must be ${allowed}`;
    context.issues.push({ code: 'custom', message, input: context.value });
  }
});

/** Rough on purpose: whether an address is right shows when its owner confirms. */
const emailAddresses = z.pipe(
  z.pipe(text, z.transform(splitList)),
  z.array(
    z
      .string()
      .check(
        z.regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'it must be e-mail addresses separated by commas'),
      ),
  ),
);

const settingsSchema = z.object({
  schedule: scheduleExpression,
  secondSchedule: scheduleExpression,
  timeZone: text.check(
    z.refine(isTimeZone, 'it must be a name of the IANA time zone database, spelt as there'),
  ),
  intervalHours: wholeNumberWithin(LIMITS.intervalHours),
  reservedConcurrency: truthValue,
  /** Whether a Step Functions machine runs the passes, for more accounts than one invocation holds. */
  fleet: truthValue,
  requestSpacingMs: wholeNumberWithin(LIMITS.requestSpacingMs),
  logRetentionDays: wholeNumber(
    (value) => RETENTION_DAYS.includes(value),
    `it must be a number of days that CloudWatch Logs knows (${RETENTION_DAYS.join(', ')})`,
  ),
  pendingTooLongDays: wholeNumberWithin(LIMITS.pendingTooLongDays),
  /** Empty if nobody is to be mailed. */
  alarmEmail: emailAddresses,
  /** Undefined for the stack's own table. */
  tableName: z.pipe(
    text.check(
      z.regex(
        /^$|^[\w.-]{3,255}$/,
        'it must be the name of a table: 3 to 255 letters, digits, dots, hyphens or underscores',
      ),
    ),
    z.transform((value) => (value === '' ? undefined : value)),
  ),
});

/** What an operator may choose at deployment; the README's table of context keys explains each. */
export type Settings = z.infer<typeof settingsSchema>;

/** A context value that the stack cannot be built with. The message is one sentence for the operator. */
export class SettingsError extends Error {
  override name = 'SettingsError';
}

/** Reads every setting by its context key. Throws a `SettingsError` for the first that cannot be used. */
export function readSettings(context: (key: string) => unknown): Settings {
  const values: Record<string, unknown> = Object.fromEntries(
    Object.entries(DEFAULTS).map(([key, fallback]) => [key, context(key) ?? fallback]),
  );
  const result = z.safeParse(settingsSchema, values);
  if (!result.success) {
    const [issue] = result.error.issues;
    const key = String(issue?.path[0]) as keyof typeof DEFAULTS;
    throw refusal(key, values[key], issue?.message ?? '', EXAMPLES[key]);
  }

  const { schedule, intervalHours } = result.data;
  const leastHours = Math.ceil(parseRateHours(schedule) ?? 0);
  if (intervalHours < leastHours) {
    const reason = `with schedule=${schedule} it must be at least ${leastHours}`;
    throw refusal('intervalHours', intervalHours, reason, leastHours);
  }
  return result.data;
}

function refusal(key: string, value: unknown, reason: string, example: unknown): SettingsError {
  return new SettingsError(
    `The context value ${key}=${show(value)} cannot be used: ${reason}, for example -c "${key}=${example}".`,
  );
}

/** As much of a value as one line holds. */
function show(value: unknown): string {
  try {
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    const line = text.replaceAll(/[\s\p{Cc}\p{Bidi_Control}]+/gu, ' ').toWellFormed();
    return line.length <= SHOWN_CHARACTERS
      ? line
      : `${line.slice(0, SHOWN_CHARACTERS).toWellFormed()}…`;
  } catch {
    // JSON.stringify goes no deeper than the stack.
    return '…';
  }
}

/** The items of a list with commas between them, each once. */
function splitList(list: string): string[] {
  const items = list.split(',').map((item) => item.trim());
  return list.trim() === '' ? [] : [...new Set(items)];
}

/** Intl also takes offsets and any letter case; EventBridge Scheduler wants the database's own spelling. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Z]/.test(name)) {
    return false;
  }
  try {
    const canonical = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    return canonical === name || canonical.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}
