import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod/mini';
import { renderValue } from '../../../infra/template.ts';

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

/** A value of the template as text, as `renderValue` writes it. */
export function render(template: Template, value: unknown): string {
  return renderValue(template.toJSON()['Resources'], value);
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
