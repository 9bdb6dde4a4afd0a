import * as z from 'zod/mini';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** The service rotates no secret more often or more seldom (user guide, "Rotation schedules"). */
const EVERY_MS = { min: 4 * HOUR_MS, max: 999 * DAY_MS } as const satisfies Record<string, number>;

const RATE = /^rate\((?<count>\d{1,5}) (?<unit>hour|day)s?\)$/;

/** Windows open on the hour: minutes must be 0 (the same page). Hours are `3`, `3,15`, `3/4`, `/4` or a star. */
const CRON =
  /^cron\(0 (?:(?<list>\d+(?:,\d+)*)|(?<first>\d*|\*)\/(?<step>[1-9]\d*)|\*) (?<days>\S+ \S+ \S+) \*\)$/;

const EVERY_DAY = ['* * ?', '? * *'];

/** The rules as RotateSecret takes them and DescribeSecret shows them. */
export const rulesSchema = z
  .object({
    AutomaticallyAfterDays: z.optional(z.int().check(z.minimum(1), z.maximum(1000))),
    ScheduleExpression: z.optional(
      z.string().check(z.refine((expression) => readSchedule(expression) !== undefined)),
    ),
    Duration: z.optional(z.string().check(z.regex(/^([1-9]|1\d|2[0-4])h$/))),
  })
  .check(
    z.refine(
      ({ AutomaticallyAfterDays, ScheduleExpression }) =>
        (AutomaticallyAfterDays === undefined) !== (ScheduleExpression === undefined),
    ),
  );

export type Rules = z.infer<typeof rulesSchema>;

/** How a secret is rotated; what is turned off is kept for a later RotateSecret. */
export const rotationSchema = z.object({
  enabled: z.boolean(),
  lambdaArn: z.string(),
  rules: z.optional(rulesSchema),
  /** When the last rotation that succeeded ended. */
  rotatedAtMs: z.optional(z.number()),
  /** After what the next window is looked for: the end of that rotation, or the setting of the schedule. */
  sinceMs: z.number(),
});

export type Rotation = z.infer<typeof rotationSchema>;

/** What DescribeSecret and ListSecrets say of it. The next date is the latest one: when the next window closes. */
export function toRotationMetadata(rotation: Rotation): object {
  const { enabled, lambdaArn, rules, rotatedAtMs } = rotation;
  const window = findNextWindow(rotation);
  return {
    RotationEnabled: enabled,
    RotationLambdaARN: lambdaArn,
    RotationRules: rules,
    ...(enabled && rotatedAtMs !== undefined && { LastRotatedDate: rotatedAtMs / 1000 }),
    ...(window && { NextRotationDate: window.closesAtMs / 1000 }),
  };
}

export interface RotationWindow {
  /** Epoch milliseconds. */
  opensAtMs: number;
  closesAtMs: number;
}

/**
 * The next window, counted from 00:00 UTC. Undefined when rotation is off or has no schedule, and for a cron expression
 * that picks days: those are kept and not reckoned here.
 */
export function findNextWindow({ enabled, rules, sinceMs }: Rotation): RotationWindow | undefined {
  const schedule = rules && enabled ? toSchedule(rules) : undefined;
  const opensAtMs = schedule && findOpening(schedule, sinceMs);
  if (schedule === undefined || opensAtMs === undefined) return undefined;
  const hours = Number.parseInt(rules?.Duration ?? '', 10);
  const restOfDayMs = DAY_MS - (opensAtMs % DAY_MS);
  const byDefaultMs = isInHours(schedule) ? HOUR_MS : restOfDayMs;
  return { opensAtMs, closesAtMs: opensAtMs + (hours ? hours * HOUR_MS : byDefaultMs) };
}

/** At equal distances from a midnight on, or at these hours of every day; of some days alone when `hours` is empty. */
type Schedule = { everyMs: number } | { hours: number[] };

function toSchedule({ AutomaticallyAfterDays, ScheduleExpression }: Rules): Schedule | undefined {
  if (AutomaticallyAfterDays !== undefined) return { everyMs: AutomaticallyAfterDays * DAY_MS };
  return readSchedule(ScheduleExpression ?? '');
}

function readSchedule(expression: string): Schedule | undefined {
  return readRate(expression) ?? readCron(expression);
}

function readRate(expression: string): Schedule | undefined {
  const { count, unit } = RATE.exec(expression)?.groups ?? {};
  const everyMs = Number(count) * (unit === 'day' ? DAY_MS : HOUR_MS);
  return everyMs >= EVERY_MS.min && everyMs <= EVERY_MS.max ? { everyMs } : undefined;
}

function readCron(expression: string): Schedule | undefined {
  const fields = CRON.exec(expression)?.groups;
  if (fields === undefined) return undefined;
  const { list, first, step = '1', days = '' } = fields;
  const hours = list?.split(',').map(Number) ?? listHours(Number(first) || 0, Number(step));
  if (hours.some((hour) => hour > 23)) return undefined;
  return { hours: EVERY_DAY.includes(days) ? hours.toSorted((a, b) => a - b) : [] };
}

function listHours(first: number, step: number): number[] {
  return Array.from({ length: 24 }, (_, hour) => hour).filter(
    (hour) => hour >= first && (hour - first) % step === 0,
  );
}

function findOpening(schedule: Schedule, sinceMs: number): number | undefined {
  const midnightMs = sinceMs - (sinceMs % DAY_MS);
  if ('everyMs' in schedule) {
    const { everyMs } = schedule;
    return midnightMs + (Math.floor((sinceMs - midnightMs) / everyMs) + 1) * everyMs;
  }
  return [midnightMs, midnightMs + DAY_MS]
    .flatMap((dayMs) => schedule.hours.map((hour) => dayMs + hour * HOUR_MS))
    .find((atMs) => atMs > sinceMs);
}

function isInHours(schedule: Schedule): boolean {
  return 'everyMs' in schedule ? schedule.everyMs % DAY_MS !== 0 : schedule.hours.length > 1;
}
