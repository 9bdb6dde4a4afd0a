import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { describe, expect, it } from 'vitest';

const FUNCTIONS = ['lambda/sync', 'lambda/update', 'lambda/audit', 'lambda/rotate-token'];
const OUTSIDE = ['lambda/constant-contact', 'lambda/store', 'lambda/credentials'];

/** Which folders the files of a folder may import from, beside their own. A folder that is not here may not exist. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  ...rulesFor(FUNCTIONS, ['lambda/account', ...OUTSIDE, 'lambda/shared']),
  ...rulesFor(OUTSIDE, ['lambda/shared']),
  'lambda/account': ['lambda/shared'],
  'lambda/shared': [],
  infra: ['lambda/shared/contract.ts'],
  'infra/local': ['lambda'],
  // Commands read the embedded database too, and draw as the local run does.
  'infra/operate': ['lambda', 'infra/local'],
  test: ['lambda', 'infra', 'test'],
};

/** Where only types may come from: the folders that speak to the outside know the domain's forms, not its rules. */
const MAY_IMPORT_TYPES = rulesFor(OUTSIDE, ['lambda/account']);

const HANDLERS = FUNCTIONS.map((folder) => `${folder}/handler.ts`);

/** Every package that runs in Lambda, with the places that may import it: each one costs every cold start. */
const LAMBDA_PACKAGES: Record<string, readonly string[]> = {
  '@aws-sdk/client-dynamodb': ['lambda/store', ...HANDLERS],
  '@aws-sdk/util-dynamodb': ['lambda/store'],
  '@aws-sdk/client-eventbridge': ['lambda/shared/events.ts', ...HANDLERS],
  '@aws-sdk/client-secrets-manager': ['lambda/credentials', ...HANDLERS],
  // A list of 355 domains, 5 KB.
  'email-providers/common.json': ['lambda/account'],
  // For callers: no handler imports that file.
  '@aws-sdk/client-lambda': ['lambda/update/invoke-update.ts'],
  // Types alone: the package has no code.
  'aws-lambda': HANDLERS,
  ky: ['lambda/constant-contact'],
  // Not `zod`, which is seven times as large.
  'zod/mini': ['lambda'],
};

const TOP_LEVEL = [
  ...['lambda', 'infra', 'test', 'cdk.json', 'package.json', 'package-lock.json', 'tsconfig.json'],
  ...['README.md', 'CHANGELOG.md', 'LICENSE'],
];

/** Tools that look for a default export. */
const DEFAULT_EXPORTS = ['test/vitest.config.ts', 'test/mutation/vitest.config.ts'];

const CODE = /\.[cm]?[jt]sx?$/;
const WITHOUT_CDK = ['infra/local', 'infra/operate'];
const CDK = /^(aws-cdk-lib|@aws-cdk\/|constructs|cdk-nag)/;

interface Source {
  path: string;
  text: string;
}

interface Import {
  /** The path of a file, or the name of a package with its subpath. */
  target: string;
  kind: 'values of' | 'types of' | 'package';
}

/** One sentence for each place, import or export that the layout forbids. */
function findProblems(sources: readonly Source[]): string[] {
  return sources.flatMap((source) => [
    ...(MAY_IMPORT[folderOf(source.path)] ? [] : [`${source.path} is in no folder of the layout`]),
    ...listImports(source)
      .filter((found) => !isAllowed(source.path, found))
      .map(({ target, kind }) => `${source.path} imports ${kind} ${target}`),
    ...(hasDefaultExport(source) ? [`${source.path} has a default export`] : []),
  ]);
}

function isAllowed(path: string, { target, kind }: Import): boolean {
  if (kind === 'package') return isAllowedPackage(path, target);
  const folder = folderOf(path);
  const types = kind === 'types of' ? MAY_IMPORT_TYPES[folder] : undefined;
  const places = [...(MAY_IMPORT[folder] ?? []), ...(types ?? [])];
  return folderOf(target) === folder || places.some((place) => isWithin(target, place));
}

function isAllowedPackage(path: string, name: string): boolean {
  if (name.startsWith('node:')) return true;
  if (!isWithin(path, 'lambda')) {
    return !(CDK.test(name) && WITHOUT_CDK.some((place) => isWithin(path, place)));
  }
  return (LAMBDA_PACKAGES[name] ?? []).some((place) => isWithin(path, place));
}

/** The folder that a rule stands for: two names deep in `lambda` and `infra`, `infra` itself for what lies in it. */
function folderOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  return top === 'test' || path.split('/').length === 2 ? top : `${top}/${second}`;
}

function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

/** Static imports, exports from, and dynamic imports of a literal; comments do not begin with these words. */
function listImports({ path, text }: Source): Import[] {
  const statements = text.matchAll(
    /^\s*(?:import|export)\s+(?<type>type\s+(?!from\b))?(?:[\w*${}\s,]*?\sfrom\s*)?['"](?<from>[^'"]+)['"]/gm,
  );
  const dynamic = text.matchAll(/\bimport\(\s*['"`](?<from>[^'"`]+)['"`]/g);
  return [...statements, ...dynamic].map(({ groups = {} }) => {
    const specifier = groups['from'] ?? '';
    if (!specifier.startsWith('.')) return { target: specifier, kind: 'package' };
    const kind = groups['type'] === undefined ? 'values of' : 'types of';
    return { target: join(dirname(path), specifier), kind };
  });
}

function hasDefaultExport({ path, text }: Source): boolean {
  const form = /^\s*export\s+(default\b|\{[^}]*(\bas default\b|\bdefault\s*[,}]))/m;
  return form.test(text) && !DEFAULT_EXPORTS.includes(path);
}

function rulesFor<T>(folders: readonly string[], places: T): Record<string, T> {
  return Object.fromEntries(folders.map((folder) => [folder, places]));
}

/** What git tracks and is still there. */
function listFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0');
  return listed.filter((path) => path !== '' && existsSync(path));
}

describe('the project', () => {
  const files = listFiles();
  const sources = files
    .filter((path) => CODE.test(path))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

  it('imports only in the directions of its layout, and exports nothing by default', () => {
    expect(sources.flatMap(listImports).length).toBeGreaterThan(100);
    expect(findProblems(sources)).toEqual([]);
  });

  it('takes credentials from the environment alone in bundles only', () => {
    const importers = sources.filter((source) =>
      listImports(source).some(({ target }) => target === 'lambda/shared/lambda-credentials.ts'),
    );

    expect(importers.map(({ path }) => path)).toEqual([
      'test/unit/shared/lambda-credentials.test.ts',
    ]);
  });

  it('has nothing else at its top level', () => {
    const names = new Set(files.map((path) => path.split('/')[0] ?? ''));

    const others = [...names].filter((name) => !name.startsWith('.') && !TOP_LEVEL.includes(name));

    expect(others).toEqual([]);
  });
});

describe('the check of the layout', () => {
  it.each([
    [
      'lambda/sync/a.ts',
      "import { audit } from '../audit/audit.ts';",
      'values of lambda/audit/audit.ts',
    ],
    ['lambda/audit/a.ts', "import type { A } from '../sync/a.ts';", 'types of lambda/sync/a.ts'],
    ['lambda/account/a.ts', "import { b } from '../store/b.ts';", 'values of lambda/store/b.ts'],
    [
      'lambda/account/a.ts',
      "import type { B } from '../store/b.ts';",
      'types of lambda/store/b.ts',
    ],
    ['lambda/store/a.ts', "import { b } from '../account/b.ts';", 'values of lambda/account/b.ts'],
    [
      'lambda/store/a.ts',
      "import { type B } from '../account/b.ts';",
      'values of lambda/account/b.ts',
    ],
    ['lambda/store/a.ts', "export { b } from '../account/b.ts';", 'values of lambda/account/b.ts'],
    ['lambda/store/a.ts', "import '../account/b.ts';", 'values of lambda/account/b.ts'],
    [
      'lambda/store/a.ts',
      "import {\n  b,\n  c,\n} from '../account/b.ts';",
      'values of lambda/account/b.ts',
    ],
    [
      'lambda/store/a.ts',
      "const b = await import('../account/b.ts');",
      'values of lambda/account/b.ts',
    ],
    [
      'lambda/credentials/a.ts',
      "import { b } from '../store/b.ts';",
      'values of lambda/store/b.ts',
    ],
    ['lambda/shared/a.ts', "import { b } from '../account/b.ts';", 'values of lambda/account/b.ts'],
    ['lambda/sync/a.ts', "import { b } from '../../infra/build.ts';", 'values of infra/build.ts'],
    [
      'lambda/sync/a.ts',
      "import { b } from '../../test/support/b.ts';",
      'values of test/support/b.ts',
    ],
    ['lambda/sync/a.ts', "import axios from 'axios';", 'package axios'],
    ['lambda/sync/a.ts', "import * as z from 'zod';", 'package zod'],
    ['lambda/sync/a.ts', "import ky from 'ky';", 'package ky'],
    [
      'infra/a.ts',
      "import { b } from '../lambda/shared/clock.ts';",
      'values of lambda/shared/clock.ts',
    ],
    ['infra/a.ts', "import { b } from './local/b.ts';", 'values of infra/local/b.ts'],
    ['infra/local/a.ts', "import { b } from '../build.ts';", 'values of infra/build.ts'],
    ['infra/local/x/a.ts', "import { App } from 'aws-cdk-lib';", 'package aws-cdk-lib'],
    ['infra/operate/a.ts', "import type { B } from 'constructs';", 'package constructs'],
    [
      'infra/operate/a.ts',
      "import { b } from '../../test/support/b.ts';",
      'values of test/support/b.ts',
    ],
  ])('refuses in %s %j', (path, text, what) => {
    expect(findProblems([{ path, text }])).toEqual([`${path} imports ${what}`]);
  });

  it.each([
    ['lambda/sync/a.ts', "import { b } from '../account/b.ts';"],
    ['lambda/sync/x/a.ts', "import { b } from '../b.ts';\nimport { c } from '../../store/c.ts';"],
    ['lambda/store/a.ts', "import type { B } from '../account/b.ts';"],
    ['lambda/store/a.ts', "export type { B } from '../account/b.ts';"],
    ['lambda/store/a.ts', "// import { b } from '../account/b.ts';"],
    ['lambda/sync/handler.ts', "import { DynamoDBClient } from '@aws-sdk/client-dynamodb';"],
    ['infra/a.ts', "import { App } from 'aws-cdk-lib';\nimport { B } from './b.ts';"],
    ['infra/a.ts', "import { ENV } from '../lambda/shared/contract.ts';"],
    ['infra/local/a.ts', "import { b } from '../../lambda/sync/b.ts';"],
    ['test/unit/a.test.ts', "import { b } from '../../infra/local/b.ts';"],
  ])('lets pass in %s %j', (path, text) => {
    expect(findProblems([{ path, text }])).toEqual([]);
  });

  it.each([
    'export default function main() {}',
    'export { main as default };',
    "export { default } from './b.ts';",
  ])('refuses the default export %j', (text) => {
    expect(findProblems([{ path: 'lambda/sync/a.ts', text }])).toContain(
      'lambda/sync/a.ts has a default export',
    );
  });

  it('refuses a folder that the layout does not have', () => {
    const problems = findProblems([{ path: 'lambda/utils/a.ts', text: '' }]);

    expect(problems).toEqual(['lambda/utils/a.ts is in no folder of the layout']);
  });
});
