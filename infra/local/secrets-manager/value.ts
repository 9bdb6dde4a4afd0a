import * as z from 'zod/mini';
import { ServiceError } from '../aws-json.ts';
import type { Version } from './secrets.ts';

/** The service's quota on one value (Secrets Manager user guide, "Quotas"). */
const MAX_VALUE_BYTES = 65_536;

/** A token becomes the id of a version. */
export const versionIdInput = z.string().check(z.minLength(32), z.maxLength(64));

/** The fields of a request that carry a value. */
export const valueInput = {
  SecretString: z.optional(z.string().check(z.minLength(1))),
  SecretBinary: z.optional(z.string().check(z.minLength(1))),
  ClientRequestToken: z.optional(versionIdInput),
};

type Value = Pick<Version, 'secretString' | 'secretBinary'>;

interface ValueFields {
  SecretString?: string | undefined;
  SecretBinary?: string | undefined;
}

/** The value that a request brings, if it brings one. */
export function readValue(fields: ValueFields): Value | undefined {
  const { SecretString: secretString, SecretBinary: secretBinary } = fields;
  if (secretString !== undefined && secretBinary !== undefined) {
    throw new ServiceError(
      'InvalidParameterException',
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
  if (secretString !== undefined) {
    requireSize(Buffer.byteLength(secretString));
    return { secretString };
  }
  if (secretBinary === undefined) return undefined;
  requireSize(Buffer.byteLength(secretBinary, 'base64'));
  return { secretBinary };
}

/** A version that a rotation has made has no value until the function stores one. */
export function hasValue({ secretString, secretBinary }: Version): boolean {
  return secretString !== undefined || secretBinary !== undefined;
}

export function isSameValue(version: Version, value: Value): boolean {
  return version.secretString === value.secretString && version.secretBinary === value.secretBinary;
}

function requireSize(bytes: number): void {
  if (bytes <= MAX_VALUE_BYTES) return;
  throw new ServiceError(
    'InvalidParameterException',
    `The secret value is longer than ${MAX_VALUE_BYTES} bytes.`,
  );
}
