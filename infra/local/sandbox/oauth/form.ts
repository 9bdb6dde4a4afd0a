import { createHash } from 'node:crypto';
import type { IncomingRequest } from '../state.ts';

/** What a record may not hold in clear. */
const SECRET_PARAMETERS = [
  ...['access_token', 'refresh_token', 'client_secret', 'client_assertion'],
  ...['code', 'code_verifier'],
];

/** The body's parameters, or nothing if it is no form. */
export function readForm({ headers, rawBody }: IncomingRequest): URLSearchParams | undefined {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  return type === 'application/x-www-form-urlencoded' ? new URLSearchParams(rawBody) : undefined;
}

/** Parameters as a record may keep them: of a secret only its fingerprint. */
export function hideSecrets(parameters: URLSearchParams): Record<string, string> {
  const pairs = [...parameters].map(([name, value]) => [
    name,
    SECRET_PARAMETERS.includes(name) ? toFingerprint(value) : value,
  ]);
  return Object.fromEntries(pairs);
}

/** Tells two secrets apart without holding either. */
export function toFingerprint(secret: string): string {
  return `sha256:${createHash('sha256').update(secret).digest('hex').slice(0, 16)}`;
}
