import { globSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import {
  assertKnownPackages,
  type BundledPackage,
  listBundledPackages,
} from './bundle-packages.ts';
import { SDK_STAND_INS } from './sdk-stand-ins.ts';
import { writeNotices } from './third-party-notices.ts';

/** Where the stack looks for its functions: one folder each, holding the bundle and its notices. */
export const BUILD_FOLDER = '.build';

/** Kept beside the bundles, never inside: enabling them in Lambda costs 13 to 19 ms and 11 MB at every cold start. */
const SOURCE_MAPS = 'source-maps';

const BUNDLING = {
  bundle: true,
  // The SDK too: the copy in Lambda's own runtime is older and slower to load.
  packages: 'bundle',
  platform: 'node',
  target: 'node24',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  // Prefers a package's ES modules: 374 KB instead of 627 KB, and no `require` that would need a banner.
  mainFields: ['module', 'main'],
  alias: {
    // Lambda's credentials stand in the environment; looking for them everywhere else takes 130 KB.
    '@aws-sdk/credential-provider-node': join(
      import.meta.dirname,
      '../lambda/shared/lambda-credentials.ts',
    ),
  },
  // 20 KB that the SDK would load for streams of events, which no operation of ours has.
  external: ['@smithy/core/event-streams'],
  plugins: [SDK_STAND_INS],
  minify: true,
  sourcemap: 'external',
  metafile: true,
  logLevel: 'silent',
} as const satisfies BuildOptions;

export interface BuiltFunction {
  /** The folder under `lambda/` and under the build folder. */
  name: string;
  bundlePath: string;
  sourceMapPath: string;
  /** What it holds, the largest first. */
  packages: BundledPackage[];
}

/**
 * Bundles every `<sourceFolder>/<name>/handler.ts` into `<buildFolder>/<name>/index.mjs`, from an empty build folder.
 * Throws when there is nothing to bundle, a bundle fails, has no export `handler`, or holds a package that is not listed or
 * has no licence. The licences go into the function's folder.
 */
export async function buildFunctions({
  sourceFolder = 'lambda',
  buildFolder = BUILD_FOLDER,
} = {}): Promise<BuiltFunction[]> {
  const sources = globSync(join(sourceFolder, '*', 'handler.ts')).sort();
  if (sources.length === 0) {
    throw new Error(`No function to build: there is no ${join(sourceFolder, '*', 'handler.ts')}.`);
  }

  rmSync(buildFolder, { recursive: true, force: true });
  const { metafile } = await build({
    ...BUNDLING,
    outdir: buildFolder,
    entryPoints: sources.map((path) => ({ in: path, out: `${functionName(path)}/index` })),
  });
  assertHandlers(metafile);
  assertKnownPackages(metafile);
  writeFileSync(join(buildFolder, 'metafile.json'), JSON.stringify(metafile));

  return sources.map((path) => {
    const name = functionName(path);
    const output = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint === path);
    const packages = output ? listBundledPackages(output) : [];
    if (output) writeNotices(output, join(buildFolder, name));
    return { name, ...moveSourceMap(name, buildFolder), packages };
  });
}

function functionName(handlerPath: string): string {
  return basename(dirname(handlerPath));
}

function assertHandlers(metafile: Metafile): void {
  for (const [path, output] of Object.entries(metafile.outputs)) {
    if (path.endsWith('.mjs') && !output.exports.includes('handler')) {
      throw new Error(
        `${output.entryPoint ?? path} does not export "handler", which Lambda calls.`,
      );
    }
  }
}

/** One folder deep as before, so that the map's relative paths to the sources still hold. */
function moveSourceMap(
  name: string,
  buildFolder: string,
): Pick<BuiltFunction, 'bundlePath' | 'sourceMapPath'> {
  const bundlePath = join(buildFolder, name, 'index.mjs');
  const sourceMapPath = join(buildFolder, SOURCE_MAPS, `${name}.mjs.map`);
  mkdirSync(dirname(sourceMapPath), { recursive: true });
  renameSync(`${bundlePath}.map`, sourceMapPath);
  return { bundlePath, sourceMapPath };
}

if (import.meta.main) {
  try {
    for (const { bundlePath, packages } of await buildFunctions()) {
      process.stderr.write(`Built ${bundlePath} (${toKilobytes(statSync(bundlePath).size)})\n`);
      if (process.argv.includes('--packages')) process.stderr.write(toList(packages));
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

function toList(packages: readonly BundledPackage[]): string {
  return packages.map(({ name, bytes }) => `${toKilobytes(bytes).padStart(9)}  ${name}\n`).join('');
}

function toKilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000)} KB`;
}
