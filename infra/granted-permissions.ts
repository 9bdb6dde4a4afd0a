import * as z from 'zod/mini';
import { listOfType, type Resource, type Resources, renderValue, withoutHash } from './template.ts';

/** One action that a role may take, or takes, on one resource; in the notation of `renderValue`. */
export interface Permission {
  role: string;
  action: string;
  resource: string;
}

/** Every other type of IAM could grant something, such as a managed policy, or one that names its role. */
const LOOKED_AT = ['AWS::IAM::Role', 'AWS::IAM::Policy'];

/** Strict: a condition, a denial or all but some actions would be something else than what is compared here. */
const policySchema = z.object({
  Roles: z.array(z.strictObject({ Ref: z.string() })),
  PolicyDocument: z.object({
    Statement: z.array(
      z.strictObject({
        Effect: z.literal('Allow'),
        Action: z.union([z.string(), z.array(z.string())]),
        Resource: z.unknown(),
      }),
    ),
  }),
});

/**
 * All that the template lets its roles do. Throws when IAM gives a role permissions in another way than by an
 * `AWS::IAM::Policy`, or a policy holds more than plain permissions. That no resource's own policy lets a role in is shown
 * in test/unit/infra/security.test.ts.
 */
export function listGranted(resources: Resources): Permission[] {
  for (const [id, { Type: type }] of Object.entries(resources)) assertKnown(id, type);
  for (const [id, role] of listOfType(resources, 'AWS::IAM::Role')) assertNoOtherPolicies(id, role);
  return listOfType(resources, 'AWS::IAM::Policy').flatMap(([, { Properties }]) => {
    const { Roles: roles, PolicyDocument: document } = policySchema.parse(Properties);
    return roles.flatMap(({ Ref: role }) =>
      document.Statement.flatMap(({ Action: action, Resource: resource }) =>
        [action].flat().flatMap((one) =>
          [resource].flat().map((on) => ({
            role: withoutHash(role),
            action: one,
            resource: renderValue(resources, on),
          })),
        ),
      ),
    );
  });
}

function assertKnown(id: string, type: string): void {
  if (type.startsWith('AWS::IAM::') && !LOOKED_AT.includes(type))
    throw new Error(`${id} is an ${type}, which is not looked at.`);
}

function assertNoOtherPolicies(id: string, { Properties }: Resource): void {
  const found = ['ManagedPolicyArns', 'Policies'].find((name) => name in Properties);
  if (found !== undefined) throw new Error(`The role ${id} has ${found}, which are not looked at.`);
}
