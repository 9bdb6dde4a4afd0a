import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

const SOURCE = join(import.meta.dirname, 'handler.ts');

/** As CDK's `NodejsFunction` bundles for Node.js 24 when it is told nothing: the SDK is left to Lambda's own copy. */
const AS_CDK_DOES = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  external: ['@aws-sdk/*', '@smithy/*'],
  logLevel: 'silent',
} as const satisfies BuildOptions;

/** With `bundleAwsSDK` and `minify`, its two options that promise a faster start. */
const BUNDLED = { ...AS_CDK_DOES, external: [], minify: true } as const satisfies BuildOptions;

/** Packages the baseline in both ways, each in a folder of its own; resolves with the paths of the bundles. */
export async function buildBaseline(
  folder: string,
): Promise<{ asCdkDoes: string; bundled: string }> {
  const asCdkDoes = join(folder, 'baseline', 'index.js');
  const bundled = join(folder, 'baseline-bundled', 'index.js');
  await Promise.all([
    build({ ...AS_CDK_DOES, entryPoints: [SOURCE], outfile: asCdkDoes }),
    build({ ...BUNDLED, entryPoints: [SOURCE], outfile: bundled }),
  ]);
  return { asCdkDoes, bundled };
}
