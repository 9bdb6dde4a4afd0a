import { findTokenEnd } from '../../../lambda/credentials/find-token-end.ts';
import type { JournalEntry } from '../../../lambda/rotate-token/journal.ts';
import { TOKEN_WARNING_DAYS } from '../../../lambda/shared/contract.ts';
import { count, toMinute } from '../../local/style.ts';
import type { FoundSecret } from '../find-secret.ts';
import type { AccountFinding } from './finding.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const RUNBOOK = 'see "Rotation failing" in the runbook';

type FoundToken = Extract<FoundSecret, { state: 'token' }>;

/** What Secrets Manager says of the rotation; times are ISO 8601. */
export interface SeenRotation {
  isOn: boolean;
  /** The newest one has begun and not ended: it is under way or has failed. */
  isUnfinished?: boolean;
  lastAt?: string | undefined;
  nextAt?: string | undefined;
}

/** What is known beside the secret itself. */
export interface Circumstances {
  rotation: SeenRotation | 'notHere';
  /** The newest refresh of the current tokens, if there was one. */
  refresh: JournalEntry | undefined;
  nowMs: number;
}

/** What is right and wrong with a secret and its token, from what is stored alone. */
export function checkSecret(
  account: string,
  secret: FoundSecret,
  { rotation, refresh, nowMs }: Circumstances,
): AccountFinding[] {
  // Without the option the command looks on this machine, unless a region is set.
  const place = rotation === 'notHere' ? '' : '--aws ';
  const command = `npm run authorize -- ${place}--account ${account}`;
  if (secret.state !== 'token') return [explainUnusable(secret, command)];
  const renew = `run "${command} --replace"`;
  return [
    describeForm(secret, command),
    checkAccessToken(secret, { renew, nowMs }),
    checkRefreshToken(secret, { renew, refresh, nowMs }),
    checkRotation(secret, rotation),
    checkScopes(secret.token, renew),
  ];
}

function explainUnusable(
  secret: Exclude<FoundSecret, FoundToken>,
  command: string,
): AccountFinding {
  const check = 'secret';
  switch (secret.state) {
    case 'absent':
      return { check, level: 'broken', message: `There is no secret: run "${command}".` };
    case 'deleting':
      return {
        check,
        level: 'broken',
        message: 'The secret is marked for deletion: restore it, or wait until it is gone.',
      };
    case 'unseeded':
      return {
        check,
        level: 'warning',
        message: `The secret is unseeded, so the account is skipped: run "${command}".`,
      };
    case 'malformed':
      return { check, level: 'broken', message: secret.problem };
  }
}

function describeForm({ set }: FoundToken, command: string): AccountFinding {
  const check = 'secret';
  if (set === undefined) {
    return {
      check,
      level: 'warning',
      message: `The secret holds an access token for a trial, which nothing renews: run "${command} --replace".`,
    };
  }
  const since = set.authorized_at ? `, authorized ${toMinute(set.authorized_at)}` : '';
  return { check, level: 'ok', message: `The secret holds the whole set of tokens${since}.` };
}

function checkAccessToken(
  { token: { expiresAt, refreshedAt }, set }: FoundToken,
  { renew, nowMs }: { renew: string; nowMs: number },
): AccountFinding {
  const check = 'accessToken';
  if (expiresAt === undefined) {
    return { check, level: 'unknown', message: 'The secret does not say when the token expires.' };
  }
  const at = toMinute(new Date(expiresAt * 1000).toISOString());
  const refreshedMs = Date.parse(refreshedAt ?? '');
  const age = Number.isNaN(refreshedMs)
    ? ''
    : ` It was renewed ${describeAge(nowMs - refreshedMs)}.`;
  if (expiresAt * 1000 > nowMs) {
    return { check, level: 'ok', message: `The access token is good until ${at}.${age}` };
  }
  const remedy = set === undefined ? renew : `look at the rotation, or ${renew}`;
  const message = `The access token expired ${at}: ${remedy}.${age}`;
  return { check, level: 'broken', message };
}

function describeAge(ageMs: number): string {
  const minutes = Math.max(0, Math.floor(ageMs / 60_000));
  if (minutes < 120) return `${count(minutes, 'minute')} ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} hours ago` : `${count(Math.floor(hours / 24), 'day')} ago`;
}

function checkRefreshToken(
  { token, set }: FoundToken,
  { renew, refresh, nowMs }: { renew: string } & Pick<Circumstances, 'refresh' | 'nowMs'>,
): AccountFinding {
  const check = 'refreshToken';
  if (set === undefined) {
    return { check, level: 'warning', message: `There is no refresh token: ${renew}.` };
  }
  if (refresh?.state === 'refused') {
    const message = `Constant Contact takes the refresh token no more: ${renew}.`;
    return { check, level: 'broken', message };
  }
  if (refresh?.state === 'sent') {
    const message = `The refresh token was sent ${toMinute(refresh.sent_at)} and no answer is stored yet, so it may be used up: ${RUNBOOK}.`;
    return { check, level: 'warning', message };
  }
  return checkUse(findTokenEnd(token), { renew, nowMs });
}

function checkUse(
  end: string | undefined,
  { renew, nowMs }: { renew: string; nowMs: number },
): AccountFinding {
  const check = 'refreshToken';
  if (end === undefined) {
    const message = 'The secret does not say when the refresh token was last used.';
    return { check, level: 'unknown', message };
  }
  const days = Math.floor((Date.parse(end) - nowMs) / DAY_MS);
  if (days < 0) {
    const message = `The refresh token died ${toMinute(end)}, as nothing used it: ${renew}.`;
    return { check, level: 'broken', message };
  }
  const level = days < TOKEN_WARNING_DAYS ? 'warning' : 'ok';
  const remedy = level === 'ok' ? '' : ': look at the rotation, which has to use it';
  return {
    check,
    level,
    message: `The refresh token dies in ${count(days, 'day')} unless it is used${remedy}.`,
  };
}

function checkRotation({ set }: FoundToken, rotation: SeenRotation | 'notHere'): AccountFinding {
  const check = 'rotation';
  if (rotation === 'notHere') {
    return { check, level: 'unknown', message: 'Nothing renews tokens by itself on this machine.' };
  }
  if (!rotation.isOn) {
    return {
      check,
      level: set ? 'broken' : 'warning',
      message:
        'The rotation is off, so nothing renews the token: deploy the stack, or authorize the account again.',
    };
  }
  const last = rotation.lastAt ? toMinute(rotation.lastAt) : undefined;
  if (rotation.isUnfinished) {
    const message = `A rotation has failed or is under way; the last that ended well: ${last ?? 'none yet'}. It is tried again: ${RUNBOOK}.`;
    return { check, level: 'warning', message };
  }
  const next = rotation.nextAt ? `, next by ${toMinute(rotation.nextAt)}` : '';
  return {
    check,
    level: 'ok',
    message: `The rotation is on: ${last ? `last ${last}` : 'none yet'}${next}.`,
  };
}

/** What breaks without each scope. */
const SCOPES = {
  account_read: { level: 'broken', need: 'the account cannot be checked' },
  account_update: { level: 'warning', need: 'updates are refused' },
} as const;

/** Whether the token may do what sync and update do. `renew` says what mends it. */
export function checkScopes(
  { scopes }: { scopes?: readonly string[] | undefined },
  renew: string,
): AccountFinding {
  const check = 'scopes';
  if (scopes === undefined) {
    return { check, level: 'unknown', message: 'The secret does not say which scopes it has.' };
  }
  const missing = Object.entries(SCOPES).filter(([scope]) => !scopes.includes(scope));
  if (missing.length === 0) {
    return { check, level: 'ok', message: `The token has the scopes ${scopes.join(' ')}.` };
  }
  const level = missing.some(([, { level }]) => level === 'broken') ? 'broken' : 'warning';
  const words = missing.map(([scope, { need }]) => `${scope}, so ${need}`).join('; ');
  return { check, level, message: `The token lacks the scope ${words}: ${renew}.` };
}
