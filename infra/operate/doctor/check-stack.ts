import { count } from '../../local/style.ts';
import type { Finding } from './finding.ts';

/** What AWS says of the parts that nobody misses until they are needed. */
export interface SeenStack {
  schedules: readonly { name: string; state: 'enabled' | 'disabled' | 'absent' }[];
  subscribers: readonly { endpoint: string; isConfirmed: boolean }[];
  deadLetters: number;
}

/** What is right and wrong with the deployed stack. */
export function checkStack({ schedules, subscribers, deadLetters }: SeenStack): Finding[] {
  return [
    ...schedules.map(checkSchedule),
    checkSubscribers(subscribers),
    checkDeadLetters(deadLetters),
  ];
}

/** The same checks where there is no stack. */
export function skipStack(): Finding[] {
  const parts = { schedule: 'schedule', subscribers: 'topic', deadLetters: 'dead-letter queue' };
  return Object.entries(parts).map(([check, part]) => ({
    check: check as keyof typeof parts,
    level: 'unknown',
    message: `The ${part} is on AWS, not on this machine.`,
  }));
}

function checkSchedule({ name, state }: SeenStack['schedules'][number]): Finding {
  const check = 'schedule';
  switch (state) {
    case 'enabled':
      return { check, level: 'ok', message: `The schedule ${name} is enabled.` };
    case 'disabled':
      return {
        check,
        level: 'broken',
        message: `The schedule ${name} is disabled, so it checks nothing: enable it.`,
      };
    case 'absent':
      return {
        check,
        level: 'broken',
        message: `The schedule ${name} is gone, so it checks nothing: deploy the stack.`,
      };
  }
}

function checkSubscribers(subscribers: SeenStack['subscribers']): Finding {
  const check = 'subscribers';
  const waiting = subscribers.filter(({ isConfirmed }) => !isConfirmed);
  const confirmed = subscribers.length - waiting.length;
  const names = waiting.map(({ endpoint }) => endpoint).join(', ');
  if (confirmed === 0) {
    const remedy = names
      ? `${names} has to confirm the mail that AWS sent`
      : 'deploy with -c alarmEmail=you@example.com';
    const message = `Nobody gets the alarms: ${remedy}.`;
    return { check, level: 'broken', message };
  }
  if (waiting.length > 0) {
    const message = `${count(confirmed, 'subscriber')} confirmed, but ${names} did not: confirm the mail that AWS sent.`;
    return { check, level: 'warning', message };
  }
  return { check, level: 'ok', message: `Alarms reach ${count(confirmed, 'subscriber')}.` };
}

function checkDeadLetters(messages: number): Finding {
  const check = 'deadLetters';
  return messages === 0
    ? { check, level: 'ok', message: 'The dead-letter queue is empty.' }
    : {
        check,
        level: 'warning',
        message: `${count(messages, 'message')} in the dead-letter queue: see "Sync failed" in the README's runbook.`,
      };
}
