import type { Template } from 'aws-cdk-lib/assertions';
import { listGranted } from '../../../infra/granted-permissions.ts';
import { renderValue, withoutHash } from '../../../infra/template.ts';

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

/** What a role may do, one line an action and resource, sorted. */
export function permissionsOf(template: Template, service: string, owner = ''): string[] {
  const isService = (role: Resource) =>
    role.Properties.AssumeRolePolicyDocument.Statement[0].Principal.Service === service;
  const [roleId = ''] =
    Object.entries(template.findResources('AWS::IAM::Role')).find(
      ([id, role]) => id.startsWith(owner) && isService(role),
    ) ?? [];
  return listGranted(template.toJSON()['Resources'])
    .filter(({ role }) => role === withoutHash(roleId))
    .map(({ action, resource }) => `${action} on ${resource}`)
    .sort();
}
