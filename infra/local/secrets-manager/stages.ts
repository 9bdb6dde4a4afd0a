import type { Version, Versions } from './secrets.ts';

export const CURRENT = 'AWSCURRENT';
export const PENDING = 'AWSPENDING';
const PREVIOUS = 'AWSPREVIOUS';

export function findByStage(versions: Versions, stage: string): [string, Version] | undefined {
  return Object.entries(versions).find(([, version]) => version.stages.includes(stage));
}

/** Whether AWSPENDING is attached, and not to the current version: to the service a rotation is still under way then. */
export function isUnfinished(versions: Versions): boolean {
  const [, pending] = findByStage(versions, PENDING) ?? [];
  return pending !== undefined && !pending.stages.includes(CURRENT);
}

/**
 * Attaches the labels to one version and takes them off all others. The version that loses AWSCURRENT becomes
 * AWSPREVIOUS, as the service does by itself.
 */
export function attachStages(versions: Versions, versionId: string, stages: string[]): Versions {
  const loser = stages.includes(CURRENT) ? findByStage(versions, CURRENT)?.[0] : undefined;
  const moved = stages.reduce((all, stage) => moveStage(all, stage, versionId), versions);
  if (loser === undefined || loser === versionId) return moved;
  return moveStage(moved, PREVIOUS, loser);
}

/** Puts one label on the version `toId`, or on none, and takes it off every other. */
export function moveStage(versions: Versions, stage: string, toId: string | undefined): Versions {
  return Object.fromEntries(
    Object.entries(versions).map(([id, version]) => {
      const others = version.stages.filter((other) => other !== stage);
      return [id, { ...version, stages: id === toId ? [...others, stage] : others }];
    }),
  );
}
