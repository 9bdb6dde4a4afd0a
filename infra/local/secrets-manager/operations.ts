import { createSecret } from './create-secret.ts';
import { deleteSecret, restoreSecret } from './delete-secret.ts';
import { describeSecret } from './describe-secret.ts';
import { getSecretValue } from './get-secret-value.ts';
import { listSecretVersionIds } from './list-secret-version-ids.ts';
import { listSecrets } from './list-secrets.ts';
import { putSecretValue } from './put-secret-value.ts';
import { cancelRotateSecret, rotateSecret } from './rotate-secret.ts';
import type { OperationContext, OperationResult, Secrets } from './secrets.ts';
import { tagResource, untagResource } from './tag-resource.ts';
import { updateSecretVersionStage } from './update-secret-version-stage.ts';

type Operation = (secrets: Secrets, input: unknown, context: OperationContext) => OperationResult;

/** What the service can do, by the operation's name; each is a pure function of the state. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    CancelRotateSecret: cancelRotateSecret,
    CreateSecret: createSecret,
    DeleteSecret: deleteSecret,
    DescribeSecret: describeSecret,
    GetSecretValue: getSecretValue,
    ListSecretVersionIds: listSecretVersionIds,
    ListSecrets: listSecrets,
    PutSecretValue: putSecretValue,
    RestoreSecret: restoreSecret,
    RotateSecret: rotateSecret,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateSecretVersionStage: updateSecretVersionStage,
  } satisfies Record<string, Operation>),
);
