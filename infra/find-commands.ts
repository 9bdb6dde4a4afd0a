import { join } from 'node:path';
import { build } from 'esbuild';

/** A command under another name, a helper of the SDK that makes commands by itself, or all of a client. */
const HIDDEN =
  /= \w+Command\d*;|\b(?:paginate|waitUntil)[A-Z]\w*\(|import\("@aws-sdk|\* as \w+ from "@aws-sdk/;

/**
 * The AWS operations that a function's bundle can ask for, such as `GetItem`, sorted: the commands that are still
 * constructed after everything unreachable has been shaken out. What is not among them no run of the function can do,
 * whatever its tests cover. Throws for the SDK's other ways to a command, which this could not see.
 */
export async function findCommands(name: string, sourceFolder = 'lambda'): Promise<string[]> {
  const { outputFiles } = await build({
    entryPoints: [join(sourceFolder, name, 'handler.ts')],
    bundle: true,
    // As the deployed bundle, but for the packages: the SDK holds every command there is.
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node24',
    write: false,
    logLevel: 'silent',
  });
  const code = outputFiles.map(({ text }) => text).join('\n');
  // Where several files import one, esbuild numbers them.
  const found = [...code.matchAll(/\bnew (\w+?)Command\d*\(/g)].map(([, command = '']) => command);
  const hidden = HIDDEN.exec(code);
  if (hidden) throw new Error(`The commands of ${name} cannot be told, because of ${hidden[0]}.`);
  return [...new Set(found)].sort();
}
