import type { RotationRulesType } from '@aws-sdk/client-secrets-manager';
import { sha256 } from '../../../lambda/shared/sha256.ts';

/** Hours between two rotations: 4 are the least that the service allows; 12 leave a token of a day a second try. */
const EVERY_HOURS = { short: 4, long: 12 } as const satisfies Record<string, number>;

/** The vendor gives tokens of 8 or 24 hours; between them, the shorter interval is the safe one. */
const LONG_LIVED_SECONDS = 20 * 3600;

/**
 * When the token of an account is renewed. A window opens on the hour (the minutes must be 0) and lasts one hour, in
 * which the service picks the moment; the alias picks the hour, so that many accounts do not all open together.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
 */
export function toRotationRules(account: string, lifetimeSeconds: number): RotationRulesType {
  const hours = lifetimeSeconds >= LONG_LIVED_SECONDS ? EVERY_HOURS.long : EVERY_HOURS.short;
  const first = Number.parseInt(sha256(account).slice(0, 8), 16) % hours;
  return { ScheduleExpression: `cron(0 ${first}/${hours} * * ? *)`, Duration: '1h' };
}
