import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { buildFunctions } from '../../../infra/build.ts';
import { readSettings } from '../../../infra/settings.ts';
import { AccountSyncStack } from '../../../infra/stack.ts';

// The built-in validation takes 2 s a template; `npm run synth` keeps it.
process.env['CDK_VALIDATION'] = 'false';

const FEATURE_FLAGS = JSON.parse(readFileSync('cdk.json', 'utf8')).context;

/** Every function of the stack; each gets a handler that does nothing, but differs from the others'. */
const FUNCTIONS = ['audit', 'rotate-token', 'sync', 'update'];

/** The stack's template under cdk.json's feature flags and these context values. */
export async function synthesize(context: Record<string, unknown> = {}): Promise<Template> {
  return synthesizeWith((stack) => stack, context);
}

/** The template of a stack that `add` puts beside ours into the same app, or of ours after what it did to it. */
export async function synthesizeWith(
  add: (stack: AccountSyncStack, app: App) => Stack,
  context: Record<string, unknown> = {},
): Promise<Template> {
  const folder = mkdtempSync(join(tmpdir(), 'infra-'));
  try {
    const handlers = FUNCTIONS.map((name) => [
      name,
      `export const handler = async () => '${name}';`,
    ]);
    const sourceFolder = writeHandlers(folder, Object.fromEntries(handlers));
    const buildFolder = join(folder, 'build');
    await buildFunctions({ sourceFolder, buildFolder });

    const app = new App({ context: FEATURE_FLAGS, outdir: join(folder, 'out') });
    const settings = readSettings((key) => context[key]);
    return Template.fromStack(
      add(new AccountSyncStack(app, 'Test', { settings, buildFolder }), app),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Writes `<folder>/lambda/<name>/handler.ts` for each name and returns `<folder>/lambda`. */
export function writeHandlers(folder: string, sources: Record<string, string>): string {
  for (const [name, source] of Object.entries(sources)) {
    mkdirSync(join(folder, 'lambda', name), { recursive: true });
    writeFileSync(join(folder, 'lambda', name, 'handler.ts'), source);
  }
  return join(folder, 'lambda');
}
