import * as z from 'zod/mini';
import { type OperationResult, requireSecret, type Secrets, toEpochSeconds } from './secrets.ts';

/** Pages are not made here: there are never more versions than the service's own default page holds. */
const listInput = z.object({
  SecretId: z.string(),
  IncludeDeprecated: z._default(z.boolean(), false),
});

/** The versions that carry a label; the others too when asked for. */
export function listSecretVersionIds(secrets: Secrets, input: unknown): OperationResult {
  const request = listInput.parse(input);
  const secret = requireSecret(secrets, request.SecretId);
  return {
    reply: {
      ARN: secret.arn,
      Name: secret.name,
      Versions: Object.entries(secret.versions)
        .filter(([, { stages }]) => request.IncludeDeprecated || stages.length > 0)
        .map(([VersionId, { stages, createdAtMs }]) => ({
          VersionId,
          VersionStages: stages,
          CreatedDate: toEpochSeconds(createdAtMs),
        })),
    },
  };
}
