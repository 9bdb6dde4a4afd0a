import { SECRET_PREFIX } from '../lambda/shared/contract.ts';
import type { Permission } from './granted-permissions.ts';
import { listOfType, type Resource, type Resources, renderValue, withoutHash } from './template.ts';

/** What a role does, and in whose work. */
export interface Used extends Permission {
  by: string;
}

/** Folders of the functions under `lambda/`, by their names in the template. */
export const FUNCTION_FOLDERS: Record<string, string> = {
  SyncFunction: 'sync',
  UpdateFunction: 'update',
  AuditFunction: 'audit',
  RotationFunction: 'rotate-token',
};

const REGION_AND_ACCOUNT = '{AWS::Region}:{AWS::AccountId}';
/** Accounts are connected without a deployment. */
const ALL_TOKENS = `arn:{AWS::Partition}:secretsmanager:${REGION_AND_ACCOUNT}:secret:${SECRET_PREFIX}*`;
const DEFAULT_BUS = `arn:{AWS::Partition}:events:${REGION_AND_ACCOUNT}:event-bus/default`;

/**
 * The action of each command, all of which are called as their operation, and what it is taken on.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const COMMANDS: Record<string, { service: string; on: string }> = {
  GetItem: { service: 'dynamodb', on: 'table' },
  PutItem: { service: 'dynamodb', on: 'table' },
  Query: { service: 'dynamodb', on: 'table' },
  UpdateItem: { service: 'dynamodb', on: 'table' },
  GetSecretValue: { service: 'secretsmanager', on: ALL_TOKENS },
  PutSecretValue: { service: 'secretsmanager', on: ALL_TOKENS },
  UpdateSecretVersionStage: { service: 'secretsmanager', on: ALL_TOKENS },
  // Takes no resource.
  ListSecrets: { service: 'secretsmanager', on: '*' },
  PutEvents: { service: 'events', on: DEFAULT_BUS },
};

/** Commands that a bundle holds and its function never sends, with the reason: they need no permission. */
export const NEVER_SENT: Record<string, Record<string, string>> = {
  update: {
    ListSecrets: 'it opens tokens by the code that can also list accounts, and lists none',
  },
};

/**
 * By which Step Functions delivers a log; none takes a resource.
 * https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
 */
const LOG_DELIVERY = [
  'CreateLogDelivery',
  'DeleteLogDelivery',
  'DescribeLogGroups',
  'DescribeResourcePolicies',
  'GetLogDelivery',
  'ListLogDeliveries',
  'PutResourcePolicy',
  'UpdateLogDelivery',
];

/** What whoever assumes the role does with a target of this type. */
const TARGET_ACTIONS: Record<string, string> = {
  'AWS::Lambda::Alias': 'lambda:InvokeFunction',
  'AWS::StepFunctions::StateMachine': 'states:StartExecution',
  'AWS::SNS::Topic': 'sns:Publish',
};

/**
 * All that the roles of a template are used for: by the functions' own code, and by what the template tells AWS to do in
 * their names.
 *
 * @param commands - of each function, by its folder, as `findCommands` finds them
 */
export function listUsed(resources: Resources, commands: Record<string, string[]>): Used[] {
  return [
    ...listOfType(resources, 'AWS::Lambda::Function').flatMap(([id, one]) => [
      ...listDoneByCode(resources, id, one, commands),
      ...listDoneByLambda(resources, id, one),
    ]),
    ...listOfType(resources, 'AWS::Scheduler::Schedule').flatMap(([, { Properties }]) => [
      toDelivery(resources, Properties['Target']),
      toFailedDelivery(resources, Properties['Target']),
    ]),
    // Where a target has no role, EventBridge is let in by the target's own policy, for its dead-letter queue always.
    ...listOfType(resources, 'AWS::Events::Rule').flatMap(([, { Properties }]) =>
      (Properties['Targets'] as Target[])
        .filter(({ RoleArn: role }) => role !== undefined)
        .map((target) => toDelivery(resources, target)),
    ),
    ...listOfType(resources, 'AWS::StepFunctions::StateMachine').flatMap(([, one]) =>
      listDoneByMachine(resources, one),
    ),
  ];
}

/**
 * What a function's own code does.
 *
 * @param commands - those in its bundle
 * @param table - what to call the table
 */
export function listSent(
  folder: string,
  commands: readonly string[],
  table: string,
): Omit<Permission, 'role'>[] {
  return commands
    .filter((command) => NEVER_SENT[folder]?.[command] === undefined)
    .map((command) => {
      const { service, on } = COMMANDS[command] ?? {};
      if (!service || !on) throw new Error(`It is not known what ${command} of ${folder} needs.`);
      return { action: `${service}:${command}`, resource: on === 'table' ? table : on };
    });
}

function listDoneByCode(
  resources: Resources,
  id: string,
  { Properties }: Resource,
  commands: Record<string, string[]>,
): Used[] {
  const folder = FUNCTION_FOLDERS[withoutHash(id)] ?? '';
  const found = commands[folder];
  if (found === undefined) throw new Error(`It is not known what the function ${id} does.`);
  const role = roleOf(Properties['Role']);
  const table = tableOf(resources, Properties);
  return listSent(folder, found, table).map((one) => ({ role, ...one, by: 'its code' }));
}

function tableOf(resources: Resources, properties: Resource['Properties']): string {
  const name = properties['Environment']?.Variables.TABLE_NAME;
  if (name === undefined) return 'no table';
  if (typeof name !== 'string') return renderAttribute(resources, name.Ref, 'Arn');
  return `arn:{AWS::Partition}:dynamodb:${REGION_AND_ACCOUNT}:table/${name}`;
}

/** Lambda writes the function's log, and hands on events that failed for good, under the function's role. */
function listDoneByLambda(resources: Resources, id: string, { Properties }: Resource): Used[] {
  const role = roleOf(Properties['Role']);
  const log = renderAttribute(resources, Properties['LoggingConfig'].LogGroup.Ref, 'Arn');
  const destinations = listOfType(resources, 'AWS::Lambda::EventInvokeConfig')
    .filter(([, config]) => config.Properties['FunctionName'].Ref === id)
    .map(([, config]) => config.Properties['DestinationConfig'].OnFailure.Destination);
  return [
    ...['CreateLogStream', 'PutLogEvents'].map((action) => ({
      role,
      action: `logs:${action}`,
      resource: log,
      by: 'Lambda, for its log',
    })),
    ...destinations.map((destination) => ({
      role,
      action: 'sqs:SendMessage',
      resource: renderValue(resources, destination),
      by: 'Lambda, for events that failed for good',
    })),
  ];
}

interface Target {
  Arn: { Ref: string };
  RoleArn?: unknown;
  DeadLetterConfig?: { Arn: unknown };
}

function toDelivery(resources: Resources, { Arn: target, RoleArn: role }: Target): Used {
  const action = TARGET_ACTIONS[resources[target.Ref]?.Type ?? ''];
  if (action === undefined) throw new Error(`It is not known how ${target.Ref} is a target.`);
  return { role: roleOf(role), action, resource: renderValue(resources, target), by: 'delivery' };
}

function toFailedDelivery(resources: Resources, target: Target): Used {
  return {
    role: roleOf(target.RoleArn),
    action: 'sqs:SendMessage',
    resource: renderValue(resources, target.DeadLetterConfig?.Arn),
    by: 'delivery that failed for good',
  };
}

interface State {
  Type: string;
  Resource?: string;
  Arguments?: { FunctionName?: string };
}

function listDoneByMachine(resources: Resources, { Properties }: Resource): Used[] {
  const role = roleOf(Properties['RoleArn']);
  const text = renderValue(resources, Properties['DefinitionString']);
  const { States: states } = JSON.parse(text) as { States: Record<string, State> };
  const tasks = Object.values(states).filter(({ Type: type }) => type === 'Task');
  return [
    ...tasks.map(({ Resource: kind, Arguments: { FunctionName: resource } = {} }) => {
      if (kind !== 'arn:{AWS::Partition}:states:::lambda:invoke' || resource === undefined)
        throw new Error(`It is not known what the task ${kind} needs.`);
      return { role, action: 'lambda:InvokeFunction', resource, by: 'a task of the machine' };
    }),
    ...LOG_DELIVERY.map((action) => ({
      role,
      action: `logs:${action}`,
      resource: '*',
      by: 'Step Functions, for its log',
    })),
  ];
}

function roleOf(arn: unknown): string {
  const { 'Fn::GetAtt': attribute } = arn as { 'Fn::GetAtt': [string, string] };
  return withoutHash(attribute[0]);
}

function renderAttribute(resources: Resources, id: string, name: string): string {
  return renderValue(resources, { 'Fn::GetAtt': [id, name] });
}
