import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

interface LockedPackage {
  version?: string;
  resolved?: string;
  integrity?: string;
  /** Comes inside the archive of the package around it, whose checksum covers it. */
  inBundle?: boolean;
  link?: boolean;
}

const {
  lockfileVersion,
  packages,
}: { lockfileVersion: number; packages: Record<string, LockedPackage> } = JSON.parse(
  readFileSync('package-lock.json', 'utf8'),
);
const installed = Object.entries(packages).filter(([path]) => path !== '');

describe('the lock file', () => {
  test('pins each package that is fetched to the checksum of its archive', () => {
    const loose = installed.filter(
      ([, { integrity, inBundle }]) => !inBundle && !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''),
    );

    expect(lockfileVersion).toBe(3);
    expect(installed.length).toBeGreaterThan(100);
    expect(loose.map(([path]) => path)).toEqual([]);
  });

  test('takes nothing from an address without encryption, from git, or from a folder', () => {
    const others = installed.filter(
      ([, { resolved, link }]) => link || (resolved !== undefined && !/^https:/.test(resolved)),
    );

    expect(others.map(([path]) => path)).toEqual([]);
  });
});
