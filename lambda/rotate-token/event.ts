import * as z from 'zod/mini';
import { ALIAS_PATTERN, SECRET_PREFIX } from '../shared/contract.ts';
import { safeParse } from '../shared/safe-parse.ts';
import { InvalidRotationError } from './errors.ts';

const eventSchema = z.object({
  SecretId: z.string(),
  ClientRequestToken: z.string().check(z.minLength(32), z.maxLength(64)),
  Step: z.enum(['createSecret', 'setSecret', 'testSecret', 'finishSecret']),
});

/** One step of a rotation, as Secrets Manager asks for it. */
export interface RotationEvent {
  secretId: string;
  alias: string;
  /** The same in all steps and repeats of one rotation: the id of the version that it makes. */
  token: string;
  step: z.infer<typeof eventSchema>['Step'];
}

/**
 * Reads what Secrets Manager sends; throws `InvalidRotationError` when it is of another form, or of a secret that is
 * not an account's.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export function parseRotationEvent(event: unknown): RotationEvent {
  const parsed = safeParse(eventSchema, event);
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.');
    throw new InvalidRotationError(field ? `its field ${field} is wrong` : 'it is not an object');
  }
  const { SecretId: secretId, ClientRequestToken: token, Step: step } = parsed.data;
  return { secretId, alias: readAlias(secretId), token, step };
}

/** Secrets Manager sends the ARN, which ends in a dash and six characters of its own. */
function readAlias(secretId: string): string {
  const name =
    /^arn:[^:]+:secretsmanager:[^:]*:\d{12}:secret:(.+)-\w{6}$/.exec(secretId)?.[1] ?? '';
  const alias = name.startsWith(SECRET_PREFIX) ? name.slice(SECRET_PREFIX.length) : '';
  if (ALIAS_PATTERN.test(alias)) return alias;
  throw new InvalidRotationError(`its secret is no "${SECRET_PREFIX}<alias>"`);
}
