import {
  DEFAULT_PENDING_TOO_LONG_DAYS,
  DEFAULT_STALE_AFTER_HOURS,
  ENV,
  SYNC_SPACING_MS,
} from './contract.ts';

/** The vendor's own addresses, unless the environment names others (the sandbox). */
const DEFAULT_API_URL = 'https://api.cc.email/v3';
const DEFAULT_AUTH_URL = 'https://authz.constantcontact.com/oauth2/default/v1';

/** Host, port and path: a path will be appended, which would be no path after a query, and a password is no address. */
const BASE_ADDRESS = /^https?:\/\/[\w.:[\]-]+(?:\/[\w.~%/-]*)?$/;

/** The function was started with a setting missing or not of its form. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';

  constructor(variable: string, problem: string) {
    super(`The environment variable ${variable} ${problem}`);
  }
}

/** What the functions need of their environment. */
export interface Environment {
  tableName: string;
  apiUrl: string;
  requestSpacingMs: number;
  pendingTooLongDays: number;
  staleAfterHours: number;
}

/** Reads and checks the environment; throws `EnvironmentError` naming the first variable that is missing or wrong. */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  return {
    tableName: readRequired(variables, ENV.tableName, 'the name of the DynamoDB table'),
    apiUrl: readApiUrl(variables),
    requestSpacingMs: readNumber(variables, ENV.requestSpacingMs, SYNC_SPACING_MS, 'milliseconds'),
    pendingTooLongDays: readNumber(
      variables,
      ENV.pendingTooLongDays,
      DEFAULT_PENDING_TOO_LONG_DAYS,
      'days',
    ),
    staleAfterHours: readNumber(variables, ENV.staleAfterHours, DEFAULT_STALE_AFTER_HOURS, 'hours'),
  };
}

/** Base address of the API, with its version. */
export function readApiUrl(variables: NodeJS.ProcessEnv): string {
  return readUrl(variables, ENV.apiUrl, DEFAULT_API_URL);
}

/** Base address of the authorization server: all that renewing tokens needs of the environment. */
export function readAuthUrl(variables: NodeJS.ProcessEnv): string {
  return readUrl(variables, ENV.authUrl, DEFAULT_AUTH_URL);
}

function readRequired(variables: NodeJS.ProcessEnv, name: string, meaning: string): string {
  const value = variables[name];
  if (!value) throw new EnvironmentError(name, `is missing: set it to ${meaning}.`);
  return value;
}

function readUrl(variables: NodeJS.ProcessEnv, name: string, fallback: string): string {
  const value = variables[name] || fallback;
  if (BASE_ADDRESS.test(value) && URL.canParse(value)) return withoutEnd(value);
  throw new EnvironmentError(name, `is not a web address: set it to one like ${fallback}.`);
}

function withoutEnd(url: string): string {
  let end = url.length;
  while (url[end - 1] === '/') end -= 1;
  return url.slice(0, end);
}

function readNumber(
  variables: NodeJS.ProcessEnv,
  name: string,
  fallback: number,
  unit: string,
): number {
  const value = variables[name] || String(fallback);
  if (/^\d{1,6}$/.test(value)) return Number(value);
  throw new EnvironmentError(name, `is not a whole number of ${unit} such as ${fallback}.`);
}
