import { spawn } from 'node:child_process';

/** What opens an address in the person's browser; the address comes last. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  // Not `start`: the shell would take the address apart at each `&`.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

const DEFAULT_OPENER = ['xdg-open'] as const;

/** Tries to open the address; where nothing can, the person has it printed and opens it. */
export function openBrowser(url: string): void {
  const [command, ...args] = OPENERS[process.platform] ?? DEFAULT_OPENER;
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
