import { devNull } from 'node:os';
import { ENV } from '../../lambda/shared/contract.ts';
import type { Services } from './services.ts';

/**
 * Drops all that the caller has set for AWS, before any client is made: their profile would win over the credentials
 * here, and the functions would reach for a real account.
 */
export function forgetAwsSettings(): void {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('AWS_')) delete process.env[name];
  }
  Object.assign(process.env, { AWS_CONFIG_FILE: devNull, AWS_SHARED_CREDENTIALS_FILE: devNull });
}

/** What the functions' environment names beside the services. */
export interface FunctionSettings {
  /** Undefined where the function's own default, or the caller's setting, holds. */
  apiUrl: string | undefined;
  authUrl: string | undefined;
  /** Milliseconds between two requests to the vendor's API; undefined for a function that sends none. */
  requestSpacingMs: number | undefined;
}

/**
 * Sets the environment of this process as Lambda sets that of a function, with the SDK's own endpoint variables
 * pointing at the embedded services.
 */
export function setFunctionEnvironment(
  services: Services,
  { apiUrl, authUrl, requestSpacingMs }: FunctionSettings,
): void {
  Object.assign(process.env, {
    [ENV.tableName]: services.table.name,
    ...(requestSpacingMs !== undefined && { [ENV.requestSpacingMs]: String(requestSpacingMs) }),
    ...(apiUrl !== undefined && { [ENV.apiUrl]: apiUrl }),
    ...(authUrl !== undefined && { [ENV.authUrl]: authUrl }),
    AWS_REGION: services.region,
    AWS_ACCESS_KEY_ID: services.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: services.credentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: services.dynamodbUrl,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: services.secretsUrl,
    AWS_ENDPOINT_URL_EVENTBRIDGE: services.eventsUrl,
  });
}
