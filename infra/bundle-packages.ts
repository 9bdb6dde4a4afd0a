import type { Metafile } from 'esbuild';

/**
 * Every package that a bundle may hold, and what for: each costs every cold start, so that a new one, also a package's
 * own new dependency, fails the build until somebody has weighed it and written it down here.
 */
export const BUNDLE_PACKAGES = {
  '@aws-sdk/client-dynamodb': 'the history',
  '@aws-sdk/client-eventbridge': 'announces changes and updates',
  '@aws-sdk/client-secrets-manager': 'the tokens',
  '@aws-sdk/util-dynamodb': "objects in DynamoDB's form and back",
  '@aws-sdk/core': 'protocols and signing of all clients',
  '@aws-sdk/dynamodb-codec': 'of the DynamoDB client: its JSON',
  '@aws-sdk/middleware-endpoint-discovery': 'of the DynamoDB client: a stand-in of two lines',
  '@aws/lambda-invoke-store': 'of the SDK: tells overlapping invocations apart',
  '@smithy/core': 'what all clients share',
  '@smithy/node-http-handler': "the clients' HTTP",
  '@smithy/signature-v4': "the clients' signatures",
  '@smithy/types': 'a few constants of the clients',
  ky: 'the vendor, over fetch',
  zod: 'the small build, zod/mini: every boundary has a schema',
  'email-providers': 'a list of free-mail domains, in audit alone',
} as const satisfies Record<string, string>;

/** One package in one bundle. */
export interface BundledPackage {
  name: string;
  bytes: number;
}

/** The packages of each output of a build that hold any code, the largest first; our own code has no name. */
export function listBundledPackages({ inputs }: Metafile['outputs'][string]): BundledPackage[] {
  const sizes = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const name = packageOf(path);
    if (bytesInOutput > 0) sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput);
  }
  return [...sizes].map(([name, bytes]) => ({ name, bytes })).sort((a, b) => b.bytes - a.bytes);
}

/** Throws when a bundle holds a package that is not on the list. */
export function assertKnownPackages(metafile: Metafile): void {
  for (const [bundle, output] of Object.entries(metafile.outputs)) {
    for (const { name, bytes } of listBundledPackages(output)) {
      if (name === OWN_CODE || name in BUNDLE_PACKAGES) continue;
      throw new Error(
        `${bundle} holds ${(bytes / 1000).toFixed(1)} KB of the package ${name}, which is not on the list in ` +
          'infra/bundle-packages.ts: do without it, or add it there with its reason.',
      );
    }
  }
}

/** Stands for everything that is no package. */
export const OWN_CODE = 'own code';

/** The folders of the packages that an output holds any code of, each version of a package with its own. */
export function listPackageFolders({ inputs }: Metafile['outputs'][string]): string[] {
  const held = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return [...new Set(held.flatMap(([path]) => PACKAGE_FOLDER.exec(path)?.[0] ?? []))].sort();
}

/** The innermost folder of packages on a path, and in it the package's name. */
const PACKAGE_FOLDER = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/;

function packageOf(path: string): string {
  return PACKAGE_FOLDER.exec(path)?.[1] ?? OWN_CODE;
}
