import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { findCommands } from '../../../infra/find-commands.ts';
import { listGranted } from '../../../infra/granted-permissions.ts';
import { comparePermissions, presentPermissions, type Row } from '../../../infra/permissions.ts';
import type { Resources } from '../../../infra/template.ts';
import { NEVER_SENT } from '../../../infra/used-permissions.ts';
import { synthesize, writeHandlers } from './synthesize.ts';

let resources: Resources;
beforeAll(async () => {
  resources = await listResources();
});

async function listResources(context: Record<string, string> = {}): Promise<Resources> {
  return (await synthesize(context)).toJSON()['Resources'];
}

/** The template with its first policy of that owner changed by `change`. */
function withPolicy(owner: string, change: (statements: Record<string, unknown>[]) => void) {
  const copy = structuredClone(resources);
  const [, policy] =
    Object.entries(copy).find(([id]) => id.startsWith(`${owner}RoleDefaultPolicy`)) ?? [];
  change(policy?.Properties['PolicyDocument'].Statement);
  return copy;
}

const on = (...operations: string[]) =>
  operations.map((one) => expect.objectContaining({ action: `dynamodb:${one}` }));

const differences = (rows: readonly Row[]) =>
  rows.filter(({ isGranted, usedBy }) => !isGranted || usedBy === '');

describe('every role', () => {
  test.each<Record<string, string>>([{}, { fleet: 'true' }, { tableName: 'history-restored' }])(
    'is granted what it is used for and nothing else, with %j',
    async (context) => {
      const rows = await comparePermissions(await listResources(context));

      expect(rows.length).toBeGreaterThan(20);
      expect(differences(rows)).toEqual([]);
    },
  );

  test('names each resource, but where AWS knows none', async () => {
    const rows = await comparePermissions(await listResources({ fleet: 'true' }));

    const open = rows.filter(({ resource }) => resource === '*').map(({ action }) => action);
    const prefixes = rows.filter(({ resource }) => /.\*/.test(resource));
    expect(open.filter((action) => !action.startsWith('logs:'))).toEqual([
      'secretsmanager:ListSecrets',
    ]);
    expect(new Set(prefixes.map(({ resource }) => resource.split(':').at(-1)))).toEqual(
      new Set(['constant-contact/*']),
    );
    expect(rows.filter(({ action }) => action.includes('*'))).toEqual([]);
  });

  test('may delete nothing, and do nothing else with the table than this', async () => {
    const granted = listGranted(await listResources({ fleet: 'true' }));

    const deleting = granted.filter(({ action }) => /delete/i.test(action));
    const onTable = granted.filter(({ action }) => action.startsWith('dynamodb:'));
    expect(deleting.map(({ action }) => action)).toEqual(['logs:DeleteLogDelivery']);
    expect(Object.groupBy(onTable, ({ role }) => role)).toEqual({
      AuditFunctionRole: on('GetItem', 'Query'),
      SyncFunctionRole: on('GetItem', 'PutItem', 'Query', 'UpdateItem'),
      UpdateFunctionRole: on('GetItem', 'PutItem', 'Query'),
    });
  });
});

describe('the comparison', () => {
  test('finds an action that is granted and not used', async () => {
    const changed = withPolicy('AuditFunction', (statements) =>
      statements.push({ Effect: 'Allow', Action: 'dynamodb:Scan', Resource: '*' }),
    );

    expect(differences(await comparePermissions(changed))).toEqual([
      expect.objectContaining({ action: 'dynamodb:Scan', isGranted: true, usedBy: '' }),
    ]);
  });

  test('finds an action that is used and not granted', async () => {
    const changed = withPolicy('MailRule', (statements) => statements.splice(0));

    const rows = differences(await comparePermissions(changed));

    expect(rows).toMatchObject([{ action: 'sns:Publish', isGranted: false, usedBy: 'delivery' }]);
    expect(presentPermissions(rows).split('\n')).toEqual([
      '| Role | Action | Resource | Granted | Used by |',
      '|---|---|---|---|---|',
      '| MailRuleRole | sns:Publish | `{AWS::SNS::Topic}` | NO | delivery |',
    ]);
  });

  test('finds a resource that is wider than what is used', async () => {
    const changed = withPolicy('MailRule', ([statement = {}]) => {
      statement['Resource'] = '*';
    });

    expect(differences(await comparePermissions(changed))).toMatchObject([
      { resource: '*', usedBy: '' },
      { resource: '{AWS::SNS::Topic}', isGranted: false },
    ]);
  });

  test.each([
    ['a condition', { Condition: {} }],
    ['a denial', { Effect: 'Deny' }],
    ['all actions but some', { NotAction: 'sns:Publish' }],
  ])('refuses %s, which it cannot weigh', (_, part) => {
    const changed = withPolicy('MailRule', ([statement = {}]) => Object.assign(statement, part));

    expect(() => listGranted(changed)).toThrow();
  });

  test.each(['ManagedPolicyArns', 'Policies'])('refuses a role with %s', (name) => {
    const role = { Type: 'AWS::IAM::Role', Properties: { [name]: [] } };

    expect(() => listGranted({ ...resources, Other: role })).toThrow(`has ${name}`);
  });

  test.each(['ManagedPolicy', 'RolePolicy', 'UserPolicy', 'Whatever'])(
    'refuses AWS::IAM::%s, which may grant something',
    (type) => {
      const Properties = {
        Roles: [{ Ref: 'Any' }],
        RoleName: { Ref: 'Any' },
        PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
      };
      const policy = { Type: `AWS::IAM::${type}`, Properties };

      expect(() => listGranted({ ...resources, Other: policy })).toThrow(
        `Other is an AWS::IAM::${type}`,
      );
    },
  );

  test('refuses a function that it does not know', async () => {
    const [, audit] =
      Object.entries(resources).find(([, { Type }]) => Type.endsWith('Function')) ?? [];

    const compared = comparePermissions({ ...resources, ...(audit && { Other: audit }) });

    await expect(compared).rejects.toThrow('the function Other');
  });
});

describe('the commands of a bundle', () => {
  /** Of a function whose handler is `source`. */
  async function commandsOf(source: string): Promise<string[]> {
    const folder = mkdtempSync(join(tmpdir(), 'commands-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    return findCommands('sample', writeHandlers(folder, { sample: source }));
  }

  const IMPORT = `import { GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';`;

  test('are those that a handler can reach, each once', async () => {
    const commands = await commandsOf(`${IMPORT}
      const unreachable = () => new ScanCommand({});
      export const handler = (one) => one ? new GetItemCommand({}) : new GetItemCommand(one);`);

    expect(commands).toEqual(['GetItem']);
  });

  test('are told under whatever name they are imported', async () => {
    const commands = await commandsOf(`
      import { DynamoDBClient, ResourceNotFoundException, ScanCommand as Look } from '@aws-sdk/client-dynamodb';
      import { marshall } from '@aws-sdk/util-dynamodb';
      const client = new DynamoDBClient({});
      export const handler = (one) => client.send(new Look(marshall(one))).catch((error) => {
        if (!(error instanceof ResourceNotFoundException)) throw error;
      });`);

    expect(commands).toEqual(['Scan']);
  });

  test.each([
    ['a helper that makes them', "import { paginateScan } from 'SDK';", 'paginateScan({}, {})'],
    ['a client that makes them', "import { DynamoDB } from 'SDK';", 'new DynamoDB({}).scan(one)'],
    ['an unknown package', "import { Any } from '@aws-sdk/lib-dynamodb';", 'Any.from(one)'],
    ['an import while it runs', '', "import('SDK')"],
    ['an import of a name that is made', '', "import('@aws-' + one)"],
    ['a require', '', "require('SDK')"],
    ['all of a client', "import * as sdk from 'SDK';", 'sdk'],
    ['all of a client, by default', "import sdk, { ScanCommand } from 'SDK';", 'sdk'],
    ['what is exported at once', "export * from 'SDK';", 'one'],
    ['what is exported by name', "export { ScanCommand } from 'SDK';", 'one'],
    ['another name', `${IMPORT} const Any = GetItemCommand;`, 'new Any({})'],
    ['one of two', IMPORT, 'new (one ? GetItemCommand : ScanCommand)({})'],
    ['an argument', `${IMPORT} const make = (Any) => new Any({});`, 'make(ScanCommand)'],
    ['a list', `${IMPORT} const all = [ScanCommand];`, 'all.map((Any) => new Any({}))'],
    ['a subclass', `${IMPORT} class Any extends ScanCommand {}`, 'new Any({})'],
  ])('are not guessed for %s', async (_, before, expression) => {
    const source = `${before} export const handler = (one) => ${expression};`;

    const found = commandsOf(source.replace("'SDK'", "'@aws-sdk/client-dynamodb'"));

    await expect(found).rejects.toThrow('cannot be told');
  });

  test('that are explained as never sent are really there and not granted', async () => {
    for (const [folder, reasons] of Object.entries(NEVER_SENT)) {
      expect(await findCommands(folder)).toEqual(expect.arrayContaining(Object.keys(reasons)));
    }
    const granted = listGranted(resources).filter(({ role }) => role === 'UpdateFunctionRole');
    expect(Object.keys(NEVER_SENT)).toEqual(['update']);
    expect(granted.filter(({ action }) => action.endsWith(':ListSecrets'))).toEqual([]);
  });
});
