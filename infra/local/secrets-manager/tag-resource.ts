import * as z from 'zod/mini';
import { type OperationResult, replaceSecret, requireLiveSecret, type Secrets } from './secrets.ts';

export const tagsInput = z.array(
  z.object({
    Key: z.string().check(z.minLength(1), z.maxLength(128)),
    Value: z.string().check(z.maxLength(256)),
  }),
);

const untagInput = z.object({ SecretId: z.string(), TagKeys: z.array(z.string()) });

const tagInput = z.object({ SecretId: z.string(), Tags: tagsInput });

/** Adds the tags; one with a known key replaces it. */
export function tagResource(secrets: Secrets, input: unknown): OperationResult {
  const { SecretId, Tags } = tagInput.parse(input);
  const secret = requireLiveSecret(secrets, SecretId);
  const tags = new Map([...secret.tags, ...Tags].map((tag) => [tag.Key, tag]));
  return {
    secrets: replaceSecret(secrets, { ...secret, tags: [...tags.values()] }),
    reply: {},
  };
}

/** Takes the tags with these keys off; an unknown key is no error. */
export function untagResource(secrets: Secrets, input: unknown): OperationResult {
  const { SecretId, TagKeys } = untagInput.parse(input);
  const secret = requireLiveSecret(secrets, SecretId);
  const tags = secret.tags.filter(({ Key }) => !TagKeys.includes(Key));
  return { secrets: replaceSecret(secrets, { ...secret, tags }), reply: {} };
}
