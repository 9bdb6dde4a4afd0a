import type { SecretVersion, SecretVersions } from '../../lambda/credentials/secret-versions.ts';

/** The versions of one secret, in memory: a label moves to the version that is put with it, as in Secrets Manager. */
export function createMemoryVersions(...stored: SecretVersion[]): SecretVersions {
  const versions = new Map(stored.map((version) => [version.id, version]));

  function takeOff(stage: string): void {
    for (const [id, version] of versions) {
      versions.set(id, { ...version, stages: version.stages.filter((one) => one !== stage) });
    }
  }

  return {
    readStage: async (stage) => [...versions.values()].find(({ stages }) => stages.includes(stage)),
    readVersion: async (id) => versions.get(id),
    put: async ({ id, text, stages }) => {
      const found = versions.get(id);
      if (found) return found.text === text;
      for (const stage of stages) takeOff(stage);
      versions.set(id, { id, text, stages });
      return true;
    },
    removeStage: async (stage) => takeOff(stage),
  };
}
