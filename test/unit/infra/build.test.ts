import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildFunctions } from '../../../infra/build.ts';
import { writeNotices } from '../../../infra/third-party-notices.ts';
import { writeHandlers } from './synthesize.ts';

const HANDLER = 'export const handler = async (event: unknown) => ({ echoed: event });';

describe('the build', () => {
  let folder: string;
  let buildFolder: string;

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'build-')));
    buildFolder = join(folder, '.build');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test('bundles every folder that has a handler, and no other', async () => {
    const sourceFolder = writeHandlers(folder, { audit: HANDLER, sync: HANDLER });
    mkdirSync(join(sourceFolder, 'shared'));

    const built = await buildFunctions({ sourceFolder, buildFolder });

    expect(built.map(({ name }) => name)).toEqual(['audit', 'sync']);
    expect(readdirSync(buildFolder).sort()).toEqual([
      'audit',
      'metafile.json',
      'source-maps',
      'sync',
    ]);
  });

  test('makes a module that runs', async () => {
    const sourceFolder = writeHandlers(folder, { sync: HANDLER });

    const [sync] = await buildFunctions({ sourceFolder, buildFolder });

    const { handler } = await import(pathToFileURL(sync?.bundlePath ?? '').href);
    expect(await handler(1)).toEqual({ echoed: 1 });
  });

  test('keeps the source map out of the deployed folder, still pointing at the source', async () => {
    const sourceFolder = writeHandlers(folder, { sync: HANDLER });

    const [sync] = await buildFunctions({ sourceFolder, buildFolder });

    const mapPath = sync?.sourceMapPath ?? '';
    const [source] = JSON.parse(readFileSync(mapPath, 'utf8')).sources;
    expect(readdirSync(join(buildFolder, 'sync'))).toEqual(['index.mjs']);
    expect(resolve(dirname(mapPath), source)).toBe(join(sourceFolder, 'sync', 'handler.ts'));
  });

  test('starts from an empty folder', async () => {
    const sourceFolder = writeHandlers(folder, { sync: HANDLER });
    mkdirSync(join(buildFolder, 'gone'), { recursive: true });
    writeFileSync(join(buildFolder, 'gone', 'index.mjs'), '');

    await buildFunctions({ sourceFolder, buildFolder });

    expect(existsSync(join(buildFolder, 'gone'))).toBe(false);
  });

  test('gives the same bytes again, so that unchanged code is not deployed anew', async () => {
    const sourceFolder = writeHandlers(folder, { sync: HANDLER });

    const [first] = await buildFunctions({ sourceFolder, buildFolder });
    const [second] = await buildFunctions({ sourceFolder, buildFolder: join(folder, 'other') });

    expect(readFileSync(second?.bundlePath ?? '')).toEqual(readFileSync(first?.bundlePath ?? ''));
  });

  test('says so when there is nothing to build', async () => {
    const sourceFolder = join(folder, 'lambda');

    await expect(buildFunctions({ sourceFolder, buildFolder })).rejects.toThrow(
      'No function to build: there is no ',
    );
  });

  test('names the file and the line of what does not compile', async () => {
    const sourceFolder = writeHandlers(folder, { sync: "import { x } from './absent.ts';\nx();" });

    await expect(buildFunctions({ sourceFolder, buildFolder })).rejects.toThrow(
      /sync\/handler\.ts:1:\d+: ERROR: Could not resolve "\.\/absent\.ts"/,
    );
  });

  test('refuses a handler file that Lambda could not call', async () => {
    const sourceFolder = writeHandlers(folder, { sync: 'export const main = async () => {};' });

    await expect(buildFunctions({ sourceFolder, buildFolder })).rejects.toThrow(
      /sync\/handler\.ts does not export "handler", which Lambda calls\.$/,
    );
  });

  test('refuses a package that nobody has weighed', async () => {
    const source = "import pad from 'left-pad';\nexport const handler = () => pad('x', 2);";
    const sourceFolder = writeHandlers(folder, { sync: source });
    mkdirSync(join(folder, 'node_modules', 'left-pad'), { recursive: true });
    writeFileSync(
      join(folder, 'node_modules', 'left-pad', 'index.js'),
      'export default (text, length) => text.padStart(length);',
    );

    await expect(buildFunctions({ sourceFolder, buildFolder })).rejects.toThrow(
      /holds 0\.0 KB of the package left-pad, which is not on the list/,
    );
  });

  test('refuses a package that comes without its licence', () => {
    const packageFolder = join(folder, 'node_modules', 'zod');
    mkdirSync(packageFolder, { recursive: true });
    writeFileSync(join(packageFolder, 'package.json'), '{"name":"zod","version":"1.2.3"}');
    const inputs = { [join(packageFolder, 'index.js')]: { bytesInOutput: 1 } };

    const write = () => writeNotices({ bytes: 1, imports: [], exports: [], inputs }, folder);

    expect(write).toThrow('The package zod 1.2.3 comes without the text of its licence');
  });
});
