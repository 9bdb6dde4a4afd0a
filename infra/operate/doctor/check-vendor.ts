import { count } from '../../local/style.ts';
import type { Finding } from './finding.ts';

/** An answer dates itself to the second; a clock further off than this makes tokens look younger than they are. */
const SKEW_SECONDS = { ok: 30, broken: 300 } as const satisfies Record<string, number>;

/** What one request without a token met. */
export type SeenHost =
  | { url: string; failure: string }
  | {
      url: string;
      /** By the answer's Date header. */
      dateMs: number | undefined;
      /** By this machine's clock, halfway between sending and answer. */
      nowMs: number;
    };

/** Whether the vendor's hosts answer, and what their clock says of ours. */
export function checkVendor(hosts: readonly SeenHost[]): Finding[] {
  const findings = hosts.map(checkReachable);
  const dated = hosts.find((host) => 'dateMs' in host && host.dateMs !== undefined);
  return dated && 'dateMs' in dated ? [...findings, checkClock(dated)] : findings;
}

function checkReachable(host: SeenHost): Finding {
  const check = 'vendor';
  return 'failure' in host
    ? { check, level: 'broken', message: host.failure }
    : { check, level: 'ok', message: `${host.url} answers.` };
}

function checkClock({ dateMs = 0, nowMs }: Exclude<SeenHost, { failure: string }>): Finding {
  const check = 'clock';
  const seconds = Math.round((nowMs - dateMs) / 1000);
  const off = Math.abs(seconds);
  if (off <= SKEW_SECONDS.ok) {
    return { check, level: 'ok', message: "This machine's clock and the vendor's agree." };
  }
  const direction = seconds > 0 ? 'ahead of' : 'behind';
  return {
    check,
    level: off >= SKEW_SECONDS.broken ? 'broken' : 'warning',
    message: `This machine's clock is ${count(off, 'second')} ${direction} the vendor's: set it right.`,
  };
}
