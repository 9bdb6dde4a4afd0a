/**
 * EventBridge Scheduler's cron and rate expressions. Nothing between here and the deployed schedule looks at them:
 * a five-field cron passes synthesis and fails the deployment.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
interface CronField {
  name: string;
  lowest: number;
  highest: number;
  /** Names that stand for `lowest`, `lowest + 1`, … */
  names?: readonly string[];
  /** What the field takes beside numbers, names, ranges and steps. */
  special?: RegExp;
}

const CRON_FIELDS = [
  { name: 'minutes', lowest: 0, highest: 59 },
  { name: 'hours', lowest: 0, highest: 23 },
  { name: 'day of month', lowest: 1, highest: 31, special: /^(\?|L|LW|([1-9]|[12]\d|3[01])W)$/ },
  {
    name: 'month',
    lowest: 1,
    highest: 12,
    names: 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' '),
  },
  {
    name: 'day of week',
    lowest: 1,
    highest: 7,
    names: 'SUN MON TUE WED THU FRI SAT'.split(' '),
    special: /^(\?|L|[1-7]L|[1-7]#[1-5])$/,
  },
  { name: 'year', lowest: 1970, highest: 2199 },
] as const satisfies readonly CronField[];

const HOURS_PER_UNIT = { minute: 1 / 60, hour: 1, day: 24 } as const;

/** Says in a few words what EventBridge Scheduler would refuse, or undefined if nothing. */
export function findScheduleProblem(expression: string): string | undefined {
  const cron = /^cron\((.*)\)$/.exec(expression)?.[1];
  if (cron !== undefined) {
    return findCronProblem(cron.trim().split(/\s+/));
  }
  const rateHours = parseRateHours(expression);
  if (rateHours === undefined) {
    return 'it is neither cron(…) nor rate(…)';
  }
  return rateHours > 0 ? undefined : 'its rate is not above 0';
}

/** Hours between two runs of a `rate(…)`; undefined for anything else, as a cron's may differ from day to day. */
export function parseRateHours(expression: string): number | undefined {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  return unit === 'minute' || unit === 'hour' || unit === 'day'
    ? Number(count) * HOURS_PER_UNIT[unit]
    : undefined;
}

function findCronProblem(fields: readonly string[]): string | undefined {
  if (fields.length !== CRON_FIELDS.length) {
    return `its cron has ${fields.length} fields instead of ${CRON_FIELDS.length}`;
  }
  const wrong = CRON_FIELDS.find((field, index) => !takes(field, fields[index] ?? ''));
  if (wrong !== undefined) {
    return `its ${wrong.name} field is not valid`;
  }
  const [, , dayOfMonth, , dayOfWeek] = fields;
  return (dayOfMonth === '?') === (dayOfWeek === '?')
    ? 'exactly one of its two day fields must be ?'
    : undefined;
}

function takes(field: CronField, text: string): boolean {
  return text.split(',').every((item) => {
    const [range = '', step, ...rest] = item.split('/');
    const isStep = step === undefined || /^[1-9]\d*$/.test(step);
    return field.special?.test(item) || (rest.length === 0 && isStep && takesRange(field, range));
  });
}

/** The first may be above the last: the vendor's own example has hours `20-2`. */
function takesRange(field: CronField, text: string): boolean {
  const ends = text.split('-');
  return text === '*' || (ends.length <= 2 && ends.every((end) => takesValue(field, end)));
}

function takesValue({ lowest, highest, names }: CronField, text: string): boolean {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return names?.includes(text.toUpperCase()) || (number >= lowest && number <= highest);
}
