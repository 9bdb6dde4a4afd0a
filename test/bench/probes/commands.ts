import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Probe } from './probe.ts';

/** The template from the sources, with the build and CDK's own validation. */
export const synth: Probe = {
  name: 'synth',
  title: 'Synthesising the stack',
  take: async () => [await time(['run', 'synth'], 'npm run synth')],
};

/** The whole test command, which takes minutes. */
export const tests: Probe = {
  name: 'tests',
  title: 'All tests',
  take: async () => [await time(['test'], 'npm test')],
};

async function time(parameters: string[], label: string) {
  const startedMs = performance.now();
  const child = spawn('npm', parameters, { stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${label} failed: run it to see why.`);
  return { label, value: (performance.now() - startedMs) / 1000, unit: 's' };
}
