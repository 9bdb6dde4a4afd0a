import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { startBar } from '../../infra/local/progress.ts';
import { buildArtifacts } from './artifacts.ts';
import { auditCases } from './cases/audits.ts';
import { changedNight, unchangedNight } from './cases/nights.ts';
import { updateApplied, updateUnchanged } from './cases/updates.ts';
import { type Measured, measure, type Runs } from './measure.ts';
import { startServices } from './services/start-services.ts';

const CASES = [unchangedNight, changedNight, updateUnchanged, updateApplied, ...auditCases];

const options = new Command('npm run bench --')
  .option('--quick','few runs')
  .option('--json', 'json')
  .option('--only <case>', 'one')
  .parse().opts<{quick?: true; json?: true; only?: string}>();

const runs: Runs = options.quick ? { cold: 3, warm: 6 } : { cold: 25, warm: 50 };
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const artifacts = await buildArtifacts(folder);
const services = await startServices(folder);
const results: { name: string; measured: Measured[] }[] = [];
for (const one of CASES) {
  if (options.only && options.only !== one.name) continue;
  const candidates = await one.prepare(services, artifacts);
  const bar = startBar(runs.cold * candidates.length, process.stderr.isTTY);
  const measured = await measure(services, candidates, runs, bar.advance);
  bar.stop();
  for (const m of measured) {
    const f = (x: {median: number; p95: number}) => `${x.median.toFixed(1)}/${x.p95.toFixed(1)}`;
    console.log(one.name, m.name.padEnd(28), 'init', f(m.init), 'cold', f(m.cold), 'warm', f(m.warm), 'cpu', f(m.coldCpu), f(m.warmCpu), 'MB', f(m.peakMb), JSON.stringify(m.used));
  }
  results.push({ name: one.name, measured });
}
await services.stop();
rmSync(folder, { recursive: true });
