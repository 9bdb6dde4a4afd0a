/** A resource as it stands in a template. Its properties are as open as CDK itself leaves them. */
export interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: every type of resource has properties of its own.
  Properties: Record<string, any>;
}

/** A template's resources, by their names in it. */
export type Resources = Record<string, Resource>;

/** The resources of one type, each with its name. */
export function listOfType(resources: Resources, type: string) {
  return Object.entries(resources).filter(([, resource]) => resource.Type === type);
}

/**
 * A value of the template as text: references become the type of what they refer to, such as `{AWS::SQS::Queue.Arn}`,
 * and where there are several of that type its name in the template as well, such as `{AWS::Lambda::Alias SyncLive}`.
 */
export function renderValue(resources: Resources, value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Record<string, unknown>;
  if (Array.isArray(join)) {
    return (join[1] as unknown[]).map((part) => renderValue(resources, part)).join(join[0]);
  }
  const [id, name] = Array.isArray(attribute) ? attribute : [ref];
  const label = labelOf(resources, id);
  return `{${name === undefined ? label : `${label}.${name}`}}`;
}

/** The names that CDK makes are the construct's path and a hash of eight digits, which nobody wants to read. */
export function withoutHash(id: string): string {
  return id.replace(/[0-9A-F]{8}$/, '');
}

function labelOf(resources: Resources, id: string): string {
  const type = resources[id]?.Type;
  if (type === undefined) {
    return id;
  }
  return listOfType(resources, type).length === 1 ? type : `${type} ${withoutHash(id)}`;
}
