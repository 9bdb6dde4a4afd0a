import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** Made for Lambda: in one process the browser dies with its first page, and its checks must be those of a real one. */
const UNWANTED = ['--single-process', '--disable-web-security', '--allow-running-insecure-content'];

/** Starts the headless Chromium that npm brings; it needs nothing of the machine. */
export async function startBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args.filter((flag) => !UNWANTED.includes(flag)),
    headless: true,
  });
}
