import { describe, expect, it } from 'vitest';
import { readPeriod } from '../../../infra/operate/period.ts';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');

describe('the end of a period', () => {
  it.each([
    [undefined, '2026-11-20T12:00:00.000Z'],
    ['2026-11-01', '2026-11-01T23:59:59.999Z'],
    ['2026-11-20', '2026-11-20T12:00:00.000Z'],
    ['2026-11-01T02:15Z', '2026-11-01T02:15:00.000Z'],
    ['2026-11-01T02:15:30.5+02:00', '2026-11-01T00:15:30.500Z'],
  ])('is of %s: %s', (asOf, time) => {
    expect(readPeriod({ asOf }, NOW).asOf).toBe(time);
  });

  it.each([
    ['2026-11-21', /in the future/],
    ['2026-11-20T12:00:00.001Z', /in the future/],
    ['2026-02-30', /no date/],
    ['2026-13-01', /no date/],
    ['2026-11-01T02:15', /no date/],
    ['2026-11-01T25:00Z', /no date/],
    ['yesterday', /no date/],
    ['', /no date/],
    ['1', /no date/],
  ])('is refused for %j', (asOf, sentence) => {
    expect(() => readPeriod({ asOf }, NOW)).toThrow(sentence);
  });
});

describe('the beginning of a period', () => {
  it.each([
    [undefined, '2026-10-21T12:00:00.000Z'],
    ['24h', '2026-11-19T12:00:00.000Z'],
    ['7d', '2026-11-13T12:00:00.000Z'],
    ['2w', '2026-11-06T12:00:00.000Z'],
    ['2026-11-01', '2026-11-01T00:00:00.000Z'],
    ['2026-11-01T02:15Z', '2026-11-01T02:15:00.000Z'],
  ])('is of %s: %s', (since, time) => {
    expect(readPeriod({ since }, NOW).since).toBe(time);
  });

  it('is never before 1970', () => {
    expect(readPeriod({ asOf: '1970-01-02' }, NOW).since).toBe('1970-01-01T00:00:00.000Z');
    expect(() => readPeriod({ asOf: '1969-12-31' }, NOW)).toThrow('is before 1970');
  });

  it('counts back from the end, not from now', () => {
    const period = readPeriod({ asOf: '2026-11-01T12:00Z', since: '1d' }, NOW);

    expect(period.since).toBe('2026-10-31T12:00:00.000Z');
  });

  it.each(['7', 'd', '0d', '-7d', '7m', '99999w', '2026-11-31', '7 d'])(
    'is refused for %j',
    (since) => {
      expect(() => readPeriod({ since }, NOW)).toThrow(/^--since ".*" is no time: write one like/);
    },
  );

  it('is refused after the end or after now', () => {
    expect(() => readPeriod({ since: '2026-11-21' }, NOW)).toThrow(/in the future/);
    expect(() => readPeriod({ since: '2026-11-02', asOf: '2026-11-01' }, NOW)).toThrow(
      /after --as-of 2026-11-01/,
    );
  });
});
