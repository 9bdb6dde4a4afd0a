import { join } from 'node:path';
import { build } from 'esbuild';

/** As esbuild writes it, whatever the source looks like; of the SDK alone. */
const IMPORT = /^import \{([^}]*)\} from "@aws-sdk\/[^"]+";$/gm;

/** The SDK in any other form, or what could be the SDK. */
const ANOTHER_FORM = /.*(?:@aws-sdk|\b(?:import|require)\().*/;

/** Of the SDK's other exports some send commands by themselves, such as `DynamoDB` or `paginateScan`. */
const KNOWN_EXPORT = /^(?:[A-Z]\w*(?:Client|Command|Exception)|marshall|unmarshall)$/;

/** A name in the code, with what stands around it where it is constructed. */
const NAME = /(?:\bnew )?([\w$]+)\(?/g;

/**
 * The AWS operations that a function's bundle can ask for, such as `GetItem`, sorted: the commands that are still
 * constructed after everything unreachable has been shaken out. What is not among them no run of the function can do,
 * whatever its tests cover. Throws where this cannot be seen: for an import of the SDK that is not of commands, clients
 * and errors by their names, and for a command that is used in another way than by `new` and its name.
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
  const bundle = outputFiles.map(({ text }) => text).join('\n');
  const imported = readImports(bundle);
  const code = bundle.replaceAll(IMPORT, '');
  const uses = [...code.matchAll(NAME)]
    .map(([whole, local = '']) => ({ whole, exported: imported.get(local) ?? '' }))
    .filter(({ exported }) => exported.endsWith('Command'));
  const hidden =
    [...imported.values()].find((exported) => !KNOWN_EXPORT.test(exported)) ??
    ANOTHER_FORM.exec(code)?.[0] ??
    // Given to somebody, kept or extended, a command could be constructed anywhere.
    uses.find(({ whole }) => !/^new .*\($/.test(whole))?.exported;
  if (hidden !== undefined)
    throw new Error(`The commands of ${name} cannot be told, because of ${hidden.trim()}.`);
  return [...new Set(uses.map(({ exported }) => exported.replace(/Command$/, '')))].sort();
}

/** What is imported from the SDK, by its names in the bundle: where several files import one, esbuild numbers them. */
function readImports(bundle: string): Map<string, string> {
  const clauses = [...bundle.matchAll(IMPORT)].flatMap(([, names = '']) => names.split(','));
  return new Map(
    clauses.map((clause) => {
      const [exported = '', local = exported] = clause.trim().split(' as ');
      return [local, exported];
    }),
  );
}
