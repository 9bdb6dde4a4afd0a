import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Artifacts, buildArtifacts } from '../bench/artifacts.ts';
import type { Candidate } from '../bench/candidate.ts';
import { changedNight, unchangedNight } from '../bench/cases/nights.ts';
import { NAMES } from '../bench/figures.ts';
import { prove } from '../bench/measure.ts';
import { type Services, startServices } from '../bench/services/start-services.ts';

let folder: string;
let artifacts: Artifacts;
let services: Services;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bench-'));
  artifacts = await buildArtifacts(folder);
  services = await startServices(folder);
});
afterAll(async () => {
  await services.stop();
  rmSync(folder, { recursive: true });
});

async function prepare(night = unchangedNight, name: keyof typeof NAMES = 'sync') {
  const candidates = await night.prepare(services, artifacts);
  const found = candidates.find((candidate) => candidate.name === NAMES[name]);
  assert(found);
  return found;
}

/** The same candidate with another artifact in its place. */
function replace(candidate: Candidate, source: string): Candidate {
  const bundlePath = join(mkdtempSync(join(folder, 'wrong-')), 'sync', 'index.mjs');
  mkdirSync(join(bundlePath, '..'));
  writeFileSync(bundlePath, source);
  return { ...candidate, bundlePath };
}

/** A bundle around the right one. */
const wrap = (body: string) => `import { handler as right } from '${artifacts.sync}';
  export const handler = async (event, context) => { ${body} };`;

describe("the bench's gate", () => {
  it('lets the deployed function and both baselines pass', async () => {
    const candidates = await unchangedNight.prepare(services, artifacts);

    const used = [];
    for (const candidate of candidates) used.push((await prove(services, candidate)).requests);

    expect(used).toEqual([
      {},
      { vendor: 2, dynamodb: 3, secrets: 1 },
      { vendor: 3, dynamodb: 5, secrets: 1 },
      { vendor: 3, dynamodb: 5, secrets: 1 },
    ]);
  });

  it('lets a night with a change pass', async () => {
    const { requests, writes } = await prove(services, await prepare(changedNight));

    expect({ requests, writes }).toEqual({
      requests: { vendor: 2, dynamodb: 9, secrets: 1, events: 1 },
      writes: 5,
    });
  });

  it.each([
    ['looks twice', 'await right(event, context); return right(event, context);', /vendor: 4/],
    ['does nothing', "return { outcome: 'unchanged', requests: 2, changes: [] };", /vendor: 2/],
    ['lies', "return { ...(await right(event, context)), outcome: 'changed' };", /'changed'/],
    ['fails', "throw new RangeError('nothing works');", /RangeError: nothing works/],
  ])('stops an artifact that %s', async (_name, body, reason) => {
    const wrong = replace(await prepare(), wrap(body));

    await expect(prove(services, wrong)).rejects.toThrow(reason);
  });

  it('stops an artifact that leaves no run behind', async () => {
    const right = readFileSync(artifacts.sync, 'utf8');
    const wrong = right.replaceAll('RUN#', 'RAN#');

    expect(wrong).not.toBe(right);
    await expect(prove(services, replace(await prepare(), wrong))).rejects.toThrow('run item');
  });
});
