import type { Style } from '../../local/style.ts';
import type { Connected } from './authorize-account.ts';

/** What the person at the terminal has to do now. */
export function presentInvitation(
  url: string,
  { open, wait }: { open: boolean; wait: number },
): string {
  const what = open
    ? 'Consent in the browser; if no page opens, open this address yourself:'
    : 'Open this address in a browser on this machine and consent there:';
  return `${what}\n\n  ${url}\n\nWaiting up to ${wait} min for it …`;
}

/** Which account was connected, and what to look at. */
export function presentConnected(connected: Connected, style: Style): string {
  const { account, accountId, organization, place, warnings } = connected;
  const lines = [
    `${style.strong('Connected')}  ${organization} (${accountId}) as "${account}"`,
    `${style.strong('Stored')}     in the secret constant-contact/${account} in ${place}`,
    ...warnings.map((warning) => style.warning(`! ${warning}`)),
  ];
  return `${lines.join('\n')}\n`;
}
