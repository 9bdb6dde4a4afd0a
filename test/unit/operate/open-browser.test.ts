import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openBrowser } from '../../../infra/operate/authorize/open-browser.ts';

const URL_WITH_QUERY = 'https://auth.test/authorize?a=1&b=$(id);c';

it.runIf(process.platform === 'linux')(
  'gives the address whole to the opener of the machine',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'opener-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const [opener, opened] = [join(folder, 'xdg-open'), join(folder, 'opened')];
    await writeFile(
      opener,
      `#!/bin/sh\nprintf '%s|' "$@" > '${opened}.part' && mv '${opened}.part' '${opened}'\n`,
    );
    await chmod(opener, 0o700);
    vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
    onTestFinished(() => void vi.unstubAllEnvs());

    openBrowser(URL_WITH_QUERY);

    const text = await vi.waitFor(() => readFile(opened, 'utf8'), { timeout: 10_000 });
    expect(text).toBe(`${URL_WITH_QUERY}|`);
  },
);

it('does nothing where the machine has no opener', async () => {
  vi.stubEnv('PATH', '/nonexistent');
  onTestFinished(() => void vi.unstubAllEnvs());

  expect(() => openBrowser(URL_WITH_QUERY)).not.toThrow();
});
