import { toSentence } from '../../local/failure.ts';
import { count } from '../../local/style.ts';
import type { Finding } from './finding.ts';

export interface SeenSchedule {
  name: string;
  state: 'enabled' | 'disabled' | 'absent';
}

export interface SeenSubscriber {
  endpoint: string;
  isConfirmed: boolean;
}

/** What AWS says of the parts that nobody misses until they are needed, or why it does not. */
export interface SeenStack {
  schedules: readonly SeenSchedule[] | { failure: unknown };
  subscribers: readonly SeenSubscriber[] | { failure: unknown };
  deadLetters: number | { failure: unknown };
}

/** The checks of a deployed stack, and the part that each is about. */
const PARTS = {
  schedule: 'schedule',
  subscribers: 'topic of alarms',
  deadLetters: 'dead-letter queue',
} as const satisfies Partial<Record<Finding['check'], string>>;

type Check = keyof typeof PARTS;

/** What is right and wrong with the deployed stack. */
export function checkStack({ schedules, subscribers, deadLetters }: SeenStack): Finding[] {
  return [
    ...('failure' in schedules
      ? [admit('schedule', schedules.failure)]
      : schedules.map(checkSchedule)),
    'failure' in subscribers
      ? admit('subscribers', subscribers.failure)
      : checkSubscribers(subscribers),
    typeof deadLetters === 'object'
      ? admit('deadLetters', deadLetters.failure)
      : checkDeadLetters(deadLetters),
  ];
}

/** The same checks where there is no stack. */
export function skipStack(): Finding[] {
  return (Object.keys(PARTS) as Check[]).map((check) => ({
    check,
    level: 'unknown',
    message: `The ${PARTS[check]} is on AWS, not on this machine.`,
  }));
}

function admit(check: Check, failure: unknown): Finding {
  const reason = toSentence(failure);
  return { check, level: 'warning', message: `The ${PARTS[check]} could not be seen: ${reason}` };
}

function checkSchedule({ name, state }: SeenSchedule): Finding {
  const check = 'schedule';
  const nothing = 'so it checks nothing';
  switch (state) {
    case 'enabled':
      return { check, level: 'ok', message: `The schedule ${name} is enabled.` };
    case 'disabled': {
      const message = `The schedule ${name} is disabled, ${nothing}: enable it.`;
      return { check, level: 'broken', message };
    }
    case 'absent': {
      const message = `The schedule ${name} is gone, ${nothing}: deploy the stack.`;
      return { check, level: 'broken', message };
    }
  }
}

function checkSubscribers(subscribers: readonly SeenSubscriber[]): Finding {
  const check = 'subscribers';
  const waiting = subscribers.filter(({ isConfirmed }) => !isConfirmed);
  const confirmed = subscribers.length - waiting.length;
  const names = waiting.map(({ endpoint }) => endpoint).join(', ');
  if (confirmed === 0) {
    const remedy = names
      ? `${names} must confirm the mail that AWS sent`
      : 'deploy with -c alarmEmail=you@example.com';
    return { check, level: 'broken', message: `Nobody gets the alarms: ${remedy}.` };
  }
  const reached = `Alarms reach ${count(confirmed, 'subscriber')}`;
  if (waiting.length === 0) return { check, level: 'ok', message: `${reached}.` };
  const message = `${reached}, but not ${names}, who must confirm the mail that AWS sent.`;
  return { check, level: 'warning', message };
}

function checkDeadLetters(messages: number): Finding {
  const check = 'deadLetters';
  if (messages === 0) return { check, level: 'ok', message: 'The dead-letter queue is empty.' };
  const message = `The dead-letter queue holds ${count(messages, 'message')}: see "Sync failed" in the runbook.`;
  return { check, level: 'warning', message };
}
