import { inspect } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { SECRET_APPLICATION } from '../../../infra/local/sandbox/oauth/applications.ts';

/** The vendor's access and id tokens, its application's secret, and every IP address in its documents. */
const KNOWN = [/eyJraWQi/, new RegExp(SECRET_APPLICATION.clientSecret), /203\.0\.113\./];

/** A refresh token is random text of this length: only the vendor can tell that it is one. */
const REFRESH_TOKEN_CHARACTERS = 43;
const RUN = new RegExp(`[\\w-]{${REFRESH_TOKEN_CHARACTERS},}`, 'g');

/** True when something secret stands in a value: a text, an error with its causes, an item, with what it has gzipped. */
export function hasSecret(value: unknown, isRefreshToken: (text: string) => boolean): boolean {
  const text = toText(value);
  if (KNOWN.some((pattern) => pattern.test(text))) return true;
  return [...text.matchAll(RUN)].some(([run]) => hasPart(run, isRefreshToken));
}

function hasPart(run: string, isWanted: (text: string) => boolean): boolean {
  for (let at = 0; at + REFRESH_TOKEN_CHARACTERS <= run.length; at += 1) {
    if (isWanted(run.slice(at, at + REFRESH_TOKEN_CHARACTERS))) return true;
  }
  return false;
}

function toText(value: unknown): string {
  if (value instanceof Error) return inspect(value, { depth: null });
  const text = JSON.stringify(value, (_, part) =>
    part instanceof Uint8Array ? unzip(part) : part,
  );
  return text ?? '';
}

function unzip(bytes: Uint8Array): string {
  const isZipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (isZipped ? gunzipSync(bytes) : Buffer.from(bytes)).toString();
}
