import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../lambda/sync/event.ts';

const NOW_MS = Date.parse('2026-11-01T02:15:30.000Z');

describe('the event of sync', () => {
  it('may be nothing at all: a person asks for a whole pass', () => {
    expect(parseEvent(undefined, NOW_MS)).toEqual({ trigger: 'person' });
    expect(parseEvent({}, NOW_MS)).toEqual({ trigger: 'person' });
  });

  it('has its scheduled time in one form, however the scheduler writes it', () => {
    const event = {
      scheduledTime: '2026-11-01T02:15:00Z',
      trigger: 'secondPass',
      staleAfterHours: 12,
    };

    expect(parseEvent(event, NOW_MS)).toEqual({
      ...event,
      scheduledTime: '2026-11-01T02:15:00.000Z',
    });
  });

  it.each(['1970-01-01T00:00:00.000Z', '2026-11-01T02:25:30.000Z'])(
    'may be of any time up to ten minutes ahead, as clocks differ: %s',
    (scheduledTime) => {
      expect(parseEvent({ scheduledTime }, NOW_MS)).toEqual({ trigger: 'person', scheduledTime });
    },
  );

  it.each([
    [{ account: 'No Alias' }, 'field account'],
    [{ account: '' }, 'field account'],
    [{ scheduledTime: 'tonight' }, 'field scheduledTime'],
    [{ scheduledTime: '2026-11-01T02:25:30.001Z' }, 'scheduledTime is to come'],
    [{ scheduledTime: '0000-01-01T00:00:00+23:59' }, 'scheduledTime is before 1970'],
    [{ [`a\n\u202e${'x'.repeat(500)}`]: 1 }, `unknown field a??${'x'.repeat(57)}`],
    [{ trigger: 'moon' }, 'field trigger'],
    [{ staleAfterHours: '12' }, 'field staleAfterHours'],
    [{ acount: 'main' }, 'unknown field acount'],
    ['main', 'not an object'],
  ])('is refused when it is %j', (event, problem) => {
    expect(() => parseEvent(event, NOW_MS)).toThrow(`The event for sync is not valid (${problem})`);
  });
});
