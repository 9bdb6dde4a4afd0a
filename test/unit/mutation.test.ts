import { globSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FOLDERS, isFolder, LEFT_OUT } from '../mutation/folders.ts';

describe('mutation testing', () => {
  it('knows every folder of lambda/ and no other', () => {
    expect(Object.keys(FOLDERS).sort()).toEqual(readdirSync('lambda').sort());
    expect([isFolder('account'), isFolder('toString'), isFolder(undefined)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it.each(Object.values(FOLDERS).flatMap(({ tests }) => [...tests]))(
    'finds tests at %s',
    (path) => {
      expect(globSync(`${path}.test.ts`).length).toBeGreaterThan(0);
    },
  );

  it.each(LEFT_OUT)('leaves out %s, which is there', (path) => {
    expect(globSync(path).length).toBeGreaterThan(0);
  });
});
