import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readCommandLine } from '../../../infra/local/command-line.ts';
import { toSentence } from '../../../infra/local/failure.ts';
import { InvalidScenarioError, parseScenario } from '../../../infra/local/sandbox/scenario.ts';
import { InvalidSwitchError, parseSwitch } from '../../../infra/local/sandbox/switches.ts';
import { checkAuditOptions, readAuditOptions } from '../../../infra/operate/audit-command-line.ts';
import { readAuthorizeOptions } from '../../../infra/operate/authorize/command-line.ts';
import { readDoctorOptions } from '../../../infra/operate/doctor/command-line.ts';
import { RefusedError } from '../../../infra/operate/errors.ts';
import { readForgetOptions } from '../../../infra/operate/forget-command-line.ts';
import { readPeriod } from '../../../infra/operate/period.ts';
import { readSyncOptions } from '../../../infra/operate/sync-command-line.ts';
import { toPlainLine } from '../../../lambda/shared/printable.ts';
import { readOrRefuse } from '../../support/expect-typed.ts';
import { FUZZ_TIMEOUT_MS, fuzz, hostileJson, hostileWord } from '../../support/hostile.ts';

/** Stands for the end of the process. */
class Ended extends Error {}

const NOW_MS = Date.parse('2026-11-20T12:00:00.000Z');
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const words = fc.array(
  hostileWord(
    ...['--account', 'main', '--as-of', '2026-11-01', '--since', '7d', '--format', 'html'],
    ...['--nights', '60', '--folder', '.', 'update', '{}', 'rotate', '--json', '--reset', '--yes'],
    ...['--port', '9000', '--wait', '5', '--pkce', '--local', '--aws', '--table', '--', '-'],
    ...['--function', 'arn:aws:lambda:eu-west-1:123456789012:function:sync', '--test-alarm'],
  ).map((word) => word.slice(0, 500)),
  { maxLength: 6 },
);

describe('arguments', { timeout: FUZZ_TIMEOUT_MS }, () => {
  let said = '';

  beforeEach(() => {
    const write = (text: unknown) => {
      said += String(text);
      return true;
    };
    vi.spyOn(process.stderr, 'write').mockImplementation(write);
    vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
    vi.spyOn(process, 'exit').mockImplementation(() => {
      throw new Ended('the process ended');
    });
  });

  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each([
    ['start', readCommandLine],
    ['audit', (argv: string[]) => checkAuditOptions(readAuditOptions(argv))],
    ['authorize', readAuthorizeOptions],
    ['doctor', readDoctorOptions],
    ['sync', readSyncOptions],
    ['forget', readForgetOptions],
  ])('of %s are read, or end the process with a sentence', async (_, read) => {
    await fuzz(words, async (typed) => {
      said = '';

      await readOrRefuse(
        saying(() => read(['node', 'command', ...typed])),
        Ended,
        RefusedError,
      );

      expect(said).not.toMatch(/^\s+at /m);
      if (said !== '') expect(said).toMatch(/^error: /);
    });
  });

  it('that name a period give times of the one form, or are refused', async () => {
    const time = fc.option(hostileWord('2026-11-01', '2026-11-01T02:15Z', '7d', '99999w'), {
      nil: undefined,
    });

    await fuzz(fc.record({ asOf: time, since: time }), async (typed) => {
      const short = { asOf: typed.asOf?.slice(0, 200), since: typed.since?.slice(0, 200) };
      const period = await readOrRefuse(
        saying(() => readPeriod(short, NOW_MS)),
        RefusedError,
      );

      if (period === undefined) return;
      expect(period.asOf).toMatch(TIME);
      expect(period.since <= period.asOf).toBe(true);
    });
  });

  it('that set a switch of the sandbox are read, or refused', async () => {
    await fuzz(
      hostileWord('idToken=sent', 'readAfterWriteLagMs=5', '__proto__=1'),
      async (word) => {
        await readOrRefuse(
          saying(() => parseSwitch(word.slice(0, 200))),
          InvalidSwitchError,
        );
      },
    );
  });

  it('that name a scenario get its faults, or the place to correct', async () => {
    const fault = { on: { method: 'GET' }, times: 2, fault: { type: 'delay', ms: 5 } };
    const wrong = { fault: { type: 'wrongTypes', at: 'summary', field: 'website', value: [1] } };

    await fuzz(hostileJson([fault, wrong]), async (json) => {
      await readOrRefuse(
        saying(() => parseScenario(JSON.parse(json))),
        InvalidScenarioError,
      );
    });
  });
});

/** What fails says so as all commands let it. */
function saying<Result>(read: () => Result): () => Result {
  return () => {
    try {
      return read();
    } catch (error) {
      if (error instanceof Error) error.message = toPlainLine(toSentence(error));
      throw error;
    }
  };
}
