import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBar } from '../../infra/local/progress.ts';
import { createStyle } from '../../infra/local/style.ts';
import { type Artifacts, buildArtifacts } from './artifacts.ts';
import { auditCases } from './cases/audits.ts';
import type { Case } from './cases/case.ts';
import { changedNight, unchangedNight } from './cases/nights.ts';
import { updateApplied, updateUnchanged } from './cases/updates.ts';
import { type CommandLine, RUNS, readCommandLine } from './command-line.ts';
import { measure, type Runs } from './measure.ts';
import { toMarkdown, toScreen } from './present.ts';
import { bundles } from './probes/bundles.ts';
import { synth, tests } from './probes/commands.ts';
import { fleet } from './probes/fleet.ts';
import { htmlReport } from './probes/html-report.ts';
import type { Probe } from './probes/probe.ts';
import { type CaseResult, describeConditions, type ProbeResult, type Results } from './results.ts';
import { type Services, startServices } from './services/start-services.ts';

const CASES: readonly Case[] = [
  unchangedNight,
  changedNight,
  updateUnchanged,
  updateApplied,
  ...auditCases,
];
const PROBES: readonly Probe[] = [bundles, fleet, htmlReport, synth, tests];

const options = readCommandLine(
  process.argv,
  [...CASES, ...PROBES].map(({ name }) => name),
);
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  process.stdout.write(format(await run(options)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}

async function run({ quick, only, withTests }: CommandLine): Promise<Results> {
  const runs = quick ? RUNS.quick : RUNS.full;
  const isWanted = ({ name }: { name: string }) =>
    only === undefined ? name !== tests.name || withTests === true : name === only;
  const artifacts = await buildArtifacts(folder);
  const services = await startServices(folder);
  try {
    const conditions = describeConditions(runs, services.delaysMs, Date.now());
    const cases: CaseResult[] = [];
    for (const one of CASES.filter(isWanted)) {
      cases.push(await runCase(one, { services, artifacts, runs }));
    }
    const probes: ProbeResult[] = [];
    for (const { name, title, take } of PROBES.filter(isWanted)) {
      probes.push({ name, title, figures: await take(artifacts) });
    }
    return { conditions, cases, probes };
  } finally {
    await services.stop();
  }
}

async function runCase(
  { name, title, prepare }: Case,
  { services, artifacts, runs }: { services: Services; artifacts: Artifacts; runs: Runs },
): Promise<CaseResult> {
  const candidates = await prepare(services, artifacts);
  const bar = startBar(
    runs.cold * candidates.length,
    process.stderr.isTTY,
    `${title}  {bar}  {value} of {total}`,
  );
  try {
    return { name, title, candidates: await measure(services, candidates, runs, bar.advance) };
  } finally {
    bar.stop();
  }
}

function format(results: Results): string {
  if (options.json) return `${JSON.stringify(results, null, 2)}\n`;
  return options.markdown ? toMarkdown(results) : toScreen(results, createStyle(process.stdout));
}
