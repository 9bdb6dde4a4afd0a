import { statSync } from 'node:fs';
import type { Probe } from './probe.ts';

/** What Lambda reads at a start. */
export const bundles: Probe = {
  name: 'bundles',
  title: 'Bundles, minified, without their maps',
  take: async (artifacts) =>
    Object.entries(artifacts).map(([label, path]) => ({
      label,
      value: statSync(path).size / 1000,
      unit: 'KB',
    })),
};
