import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { OnLoadResult, Plugin } from 'esbuild';

/**
 * Files of the SDK that our bundles hold without ever needing what is in them, and what stands there instead. Should the
 * SDK come to import more of one than its stand-in has, the build fails and names it; a test tells when one is not found.
 */
export const STAND_INS = [
  {
    // 9 KB with its cache: DynamoDB has long had one host for each region, and no command asks for another.
    file: /@aws-sdk.middleware-endpoint-discovery.dist-es.index\.js$/,
    contents: `
      export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {};
      export const resolveEndpointDiscoveryConfig = (config) => config;
    `,
  },
  {
    // 4 KB: only EventBridge's global endpoints are signed for several regions, and only with one package more.
    file: /@aws-sdk.signature-v4-multi-region.dist-es.index\.js$/,
    contents: `export { SignatureV4 as SignatureV4MultiRegion } from '@smithy/signature-v4';`,
  },
  {
    // 3 KB: SHA-256 in JavaScript, for a Node that was built without its own.
    file: /@smithy.core.dist-es.submodules.checksum.sha256.Sha256Js\.js$/,
    contents: 'export const Sha256Js = undefined;',
  },
] as const satisfies readonly { file: RegExp; contents: string }[];

/** Each client names its version in its requests, and would bring its whole package.json for that: 6 KB of three. */
const CLIENT_PACKAGE_JSON = /@aws-sdk.client-[\w-]+.package\.json$/;

export const SDK_STAND_INS: Plugin = {
  name: 'sdk-stand-ins',
  setup: ({ onLoad }) => {
    onLoad({ filter: CLIENT_PACKAGE_JSON }, ({ path }) => toVersionAlone(path));
    for (const { file, contents } of STAND_INS) {
      // What a stand-in imports is looked for from its place, so among the dependencies of the package it is in.
      onLoad({ filter: file }, ({ path }) => ({ contents, resolveDir: dirname(path) }));
    }
  },
};

function toVersionAlone(path: string): OnLoadResult {
  const { version } = JSON.parse(readFileSync(path, 'utf8'));
  return { contents: JSON.stringify({ version }), loader: 'json' };
}
