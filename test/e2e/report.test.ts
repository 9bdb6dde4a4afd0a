import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHtmlReport } from '../../infra/operate/report/html-report.ts';
import { startBrowser } from '../support/browser.ts';
import { INJECTIONS, injectEverywhere } from '../support/browser-injections.ts';
import {
  eventfulAccount,
  madeAccount,
  madeInput,
  madeSender,
  night,
} from '../support/browser-reports.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const LOOKS = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'light', width: 360 },
  { colorScheme: 'dark', width: 1280 },
  { colorScheme: 'dark', width: 360 },
] as const;

const quiet = madeAccount({
  ...{ account: 'quiet', verdict: 'unknown', reasons: ['CHECK_STALE'], stale: true },
  ...{ checkedAt: night(20), runs: madeAccount().runs.slice(10) },
});

const REPORT = toHtmlReport(madeInput([eventfulAccount(), quiet, madeAccount()]));

let browser: Browser;
let folder: string;

beforeAll(async () => {
  browser = await startBrowser();
  folder = await mkdtemp(join(tmpdir(), 'report-'));
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

/** A page with the report open, and everything that it complained of or asked for. */
async function open(
  markup: string,
  { colorScheme, width }: { colorScheme: 'light' | 'dark'; width: number },
): Promise<{ page: Page; noise: string[] }> {
  const file = join(folder, `${width}-${colorScheme}.html`);
  await writeFile(file, markup);
  const url = pathToFileURL(file).href;
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
  const noise: string[] = [];
  page.on('console', (message) => noise.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => noise.push(String(error)));
  page.on('request', (request) => request.url() !== url && noise.push(request.url()));
  page.on('dialog', (dialog) => noise.push(`dialog: ${dialog.message()}`));
  await page.goto(url);
  return { page, noise };
}

describe.each(LOOKS)('the report in $colorScheme at $width px', (look) => {
  it('opens without an error and without a request', async () => {
    const { page, noise } = await open(REPORT, look);

    expect(await page.title()).toBe('Audit of accounts');
    expect(noise).toEqual([]);
    await page.close();
  });

  it('applies its own style sheet', async () => {
    const { page } = await open(REPORT, look);

    const ground = await page.evaluate('getComputedStyle(document.body).backgroundColor');

    expect(ground).toBe(look.colorScheme === 'dark' ? 'rgb(13, 18, 24)' : 'rgb(243, 245, 248)');
    await page.close();
  });

  it('passes the accessibility check without a serious finding', async () => {
    const { page } = await open(REPORT, look);
    await openDetails(page);

    expect(await findBarriers(page)).toEqual([]);
    await page.close();
  });

  it('does not scroll sideways, whatever is unfolded', async () => {
    const long = madeSender(`${'long'.repeat(16)}@${'sub.'.repeat(40)}example.com`);
    const wide = madeInput([eventfulAccount(), madeAccount({ senders: [long] })]);
    const { page } = await open(toHtmlReport(wide), look);
    await openDetails(page);

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(look.width);
    await page.close();
  });
});

describe('the report', () => {
  const look = LOOKS[0];

  it('shows injection attempts in every text as text', async () => {
    const { page, noise } = await open(toHtmlReport(injectEverywhere()), look);
    await openDetails(page);

    const made = await page.evaluate(
      'document.querySelectorAll("script,img,iframe,.pwned").length',
    );
    const text = await page.evaluate<string>('document.body.textContent');
    expect(made).toBe(0);
    expect(noise).toEqual([]);
    expect(INJECTIONS.filter((attempt) => !text.includes(attempt))).toEqual([]);
    await page.close();
  });

  it('is walked through by keyboard, first to its main part', async () => {
    const { page } = await open(REPORT, look);

    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');

    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await page.close();
  });

  it('unfolds a sender to what was changed by whom, by keyboard alone', async () => {
    const { page } = await open(REPORT, look);
    const changes = page.getByText('22 Oct 2026, 02:15').and(page.locator('.changes time'));
    const wasVisible = await changes.isVisible();

    await page.locator('.time summary').first().press('Enter');

    expect([wasVisible, await changes.isVisible()]).toEqual([false, true]);
    await page.close();
  });

  it('prints what is folded, dark on white', async () => {
    const { page } = await open(REPORT, { colorScheme: 'dark', width: 720 });

    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });

    const ground = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    const height = await page.evaluate('document.querySelector(".changes").offsetHeight');
    expect(ground).toBe('rgb(255, 255, 255)');
    expect(height).toBeGreaterThan(20);
    await page.close();
  });
});

async function openDetails(page: Page): Promise<void> {
  await page.evaluate(
    'document.querySelectorAll("details").forEach((one) => { one.open = true; })',
  );
}

/** Runs axe in the page and lists what it calls serious or critical. */
async function findBarriers(page: Page): Promise<string[]> {
  // Evaluated from outside, so that the page's policy, which allows no script, stays as it is.
  await page.evaluate(await readFile(AXE, 'utf8'));
  return page.evaluate<string[]>(`axe.run().then(({ violations }) => violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`);
}
