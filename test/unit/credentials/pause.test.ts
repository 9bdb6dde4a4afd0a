import { describe, expect, it } from 'vitest';
import { judgePause, readPause } from '../../../lambda/credentials/pause.ts';

const NOW_MS = Date.parse('2026-11-01T02:15:00Z');
const until = (text: string | undefined) => judgePause({ until: text, reason: 'moving' }, NOW_MS);

describe('a pause', () => {
  it.each([
    ['2026-11-02', 'paused'],
    [' 2026-11-02 ', 'paused'],
    ['2026-11-01T02:15:01Z', 'paused'],
    ['2026-11-01T03:15:01+01:00', 'paused'],
    ['2026-11-01', 'ended'],
    ['2026-11-01T02:15:00Z', 'ended'],
    ['2026-11-31', 'unreadable'],
    ['next week', 'unreadable'],
    ['2026-11', 'unreadable'],
    ['', 'unreadable'],
    [undefined, 'unreadable'],
  ])('until %j is %s', (text, state) => {
    expect(until(text)).toBe(state);
  });

  it('is read from the tags, also when one of the two is missing', () => {
    const tags = [
      { Key: 'owner', Value: 'sales' },
      { Key: 'constant-contact:paused-until', Value: '2026-12-01' },
      { Key: 'constant-contact:paused-reason', Value: 'moving' },
    ];

    expect(readPause(tags)).toEqual({ until: '2026-12-01', reason: 'moving' });
    expect(readPause(tags.slice(0, 2))).toEqual({ until: '2026-12-01', reason: undefined });
    expect(readPause(tags.slice(2))).toEqual({ until: undefined, reason: 'moving' });
    expect(readPause(tags.slice(0, 1))).toBeUndefined();
    expect(readPause()).toBeUndefined();
  });
});
