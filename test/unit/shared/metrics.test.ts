import { describe, expect, it, vi } from 'vitest';
import { emitToStandardOutput, toMetricLine } from '../../../lambda/shared/metrics.ts';

const NOW_MS = Date.parse('2026-11-01T02:15:00.000Z');

describe('a line of metrics', () => {
  it("is CloudWatch's embedded metric format, without dimensions, in our namespace", () => {
    const line = JSON.parse(toMetricLine({ AccountsChecked: 2, AccountsFailed: 0 }, NOW_MS));

    expect(line).toEqual({
      _aws: {
        Timestamp: NOW_MS,
        CloudWatchMetrics: [
          {
            Namespace: 'ConstantContactAccountSync',
            Dimensions: [[]],
            Metrics: [{ Name: 'AccountsChecked' }, { Name: 'AccountsFailed' }],
          },
        ],
      },
      AccountsChecked: 2,
      AccountsFailed: 0,
    });
  });

  it('goes past the console, whose lines Lambda would wrap, as one line', () => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);

    emitToStandardOutput({ UpdateRefused: 1 }, NOW_MS);

    const written = write.mock.calls.map(([text]) => String(text));
    write.mockRestore();
    expect(written).toEqual([`${toMetricLine({ UpdateRefused: 1 }, NOW_MS)}\n`]);
  });
});
