import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod/mini';

const statementsSchema = z.array(
  z.object({
    Effect: z.literal('Allow'),
    Action: z.union([z.string(), z.array(z.string())]),
    Resource: z.unknown(),
  }),
);

/** As open as CDK itself leaves it. */
type Resource = ReturnType<Template['findResources']>[string];

/** All resources of one type, in the template's order; with `owner` only those whose name in the template begins so. */
export function resourcesOf(template: Template, type: string, owner = ''): Resource[] {
  return Object.entries(template.findResources(type))
    .filter(([id]) => id.startsWith(owner))
    .map(([, resource]) => resource);
}

/** The only resource of its type, within `owner` if that is given; fails when there are more or none. */
export function onlyResource(template: Template, type: string, owner?: string): Resource {
  const [resource, ...others] = resourcesOf(template, type, owner);
  if (resource === undefined || others.length > 0) {
    throw new Error(`Expected one ${type}, found ${others.length + (resource ? 1 : 0)}.`);
  }
  return resource;
}

/**
 * A value of the template as text: references become the type of what they refer to, such as `{AWS::SQS::Queue.Arn}`,
 * and where there are several of that type its name in the template as well, such as `{AWS::Lambda::Alias SyncLive}`.
 */
export function render(template: Template, value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Record<string, unknown>;
  if (Array.isArray(join)) {
    return (join[1] as unknown[]).map((part) => render(template, part)).join(join[0]);
  }
  const [id, name] = Array.isArray(attribute) ? attribute : [ref];
  const label = labelOf(template, id);
  return `{${name === undefined ? label : `${label}.${name}`}}`;
}

/** What a role may do, one line an action and resource, sorted; only inline policies that belong to it alone. */
export function permissionsOf(template: Template, service: string, owner = ''): string[] {
  const isService = (role: Resource) =>
    role.Properties.AssumeRolePolicyDocument.Statement[0].Principal.Service === service;
  const [roleId] =
    Object.entries(template.findResources('AWS::IAM::Role')).find(
      ([id, role]) => id.startsWith(owner) && isService(role),
    ) ?? [];
  return resourcesOf(template, 'AWS::IAM::Policy')
    .filter(({ Properties: { Roles: roles } }) => roles.length === 1 && roles[0].Ref === roleId)
    .flatMap(({ Properties }) => statementsSchema.parse(Properties.PolicyDocument.Statement))
    .flatMap(({ Action: action, Resource: resource }) =>
      [action]
        .flat()
        .flatMap((one) => [resource].flat().map((on) => `${one} on ${render(template, on)}`)),
    )
    .sort();
}

/** The names that CDK makes are the construct's path and a hash of eight digits. */
function labelOf(template: Template, id: string): string {
  const resources: Record<string, Resource> = template.toJSON()['Resources'];
  const type = resources[id]?.['Type'];
  if (type === undefined) {
    return id;
  }
  const isOnly = Object.values(resources).filter((other) => other['Type'] === type).length === 1;
  return isOnly ? type : `${type} ${id.replace(/[0-9A-F]{8}$/, '')}`;
}
