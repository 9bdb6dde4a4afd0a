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

/** All resources of one type, in the template's order. */
export function resourcesOf(template: Template, type: string): Resource[] {
  return Object.values(template.findResources(type));
}

/** The only resource of its type; fails when there are more or none. */
export function onlyResource(template: Template, type: string): Resource {
  const [resource, ...others] = resourcesOf(template, type);
  if (resource === undefined || others.length > 0) {
    throw new Error(`Expected one ${type}, found ${others.length + (resource ? 1 : 0)}.`);
  }
  return resource;
}

/** A value of the template as text: references become the type of what they refer to, such as `{AWS::SQS::Queue.Arn}`. */
export function render(template: Template, value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Record<string, unknown>;
  if (Array.isArray(join)) {
    return (join[1] as unknown[]).map((part) => render(template, part)).join(join[0]);
  }
  const [id, name] = Array.isArray(attribute) ? attribute : [ref];
  const type = template.toJSON()['Resources'][id]?.Type ?? id;
  return `{${name === undefined ? type : `${type}.${name}`}}`;
}

/** What a role may do, one line an action and resource, sorted; only inline policies that belong to it alone. */
export function permissionsOf(template: Template, service: string): string[] {
  const isService = (role: Resource) =>
    role.Properties.AssumeRolePolicyDocument.Statement[0].Principal.Service === service;
  const [roleId] =
    Object.entries(template.findResources('AWS::IAM::Role')).find(([, role]) => isService(role)) ??
    [];
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
