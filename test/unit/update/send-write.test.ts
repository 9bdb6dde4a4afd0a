import { describe, expect, it } from 'vitest';
import {
  ConflictError,
  RejectedError,
  UnreadableReplyError,
  UpstreamUnavailableError,
} from '../../../lambda/constant-contact/errors.ts';
import type { Plan, Resource } from '../../../lambda/update/action.ts';
import { OutcomeUnknownError } from '../../../lambda/update/errors.ts';
import { sendWrite } from '../../../lambda/update/send-write.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const FAILURE = { method: 'PUT', url: 'https://api.example/v3/account/summary' };
const OLD = { city: 'Boston' };
const NEW = { city: 'Paris' };
const OTHER = { city: 'Rome' };

/**
 * Writes `NEW` over `OLD`.
 *
 * @param answer - what the vendor answers the write with
 * @param looks - what each look shows in turn, the last one again and again
 */
async function send(
  answer: Resource | Error,
  looks: readonly (Resource | Error)[],
  { isWhole = true, leftMs = 120_000 } = {},
) {
  const clock = createFakeClock();
  const begunMs = clock.now();
  const lookedAt: number[] = [];
  let sends = 0;
  const plan: Plan = {
    changes: [{ field: 'city', before: 'Boston', after: 'Paris' }],
    written: NEW,
    isDone: (resource) => resource?.['city'] === 'Paris',
    write: async () => {
      sends += 1;
      if (answer instanceof Error) throw answer;
      return { resource: answer, isWhole };
    },
  };
  const look = async () => {
    const seen = looks[Math.min(lookedAt.length, looks.length - 1)] ?? null;
    lookedAt.push(clock.now() - begunMs);
    if (seen instanceof Error) throw seen;
    return seen;
  };
  const outcome = await sendWrite({
    ...{ account: 'main', client: {} as never, clock, plan, look },
    endsAtMs: begunMs + leftMs,
  }).catch((error: unknown) => error);
  expect(sends).toBe(1);
  return { outcome, lookedAt };
}

const applied = (resource: Resource) => ({ outcome: 'applied', resource });

describe('a write with a good answer', () => {
  it('is read back at once, and answered with what the vendor said', async () => {
    const answer = { ...NEW, website: 'w' };

    expect(await send(answer, [NEW])).toEqual({ outcome: applied(answer), lookedAt: [0] });
  });

  it('is answered with what was read when the answer was a part', async () => {
    const whole = { ...NEW, website: 'w' };

    expect((await send(NEW, [whole], { isWhole: false })).outcome).toEqual(applied(whole));
    expect((await send(NEW, [OLD], { isWhole: false })).outcome).toEqual(applied(NEW));
  });

  it('is looked for four times in five seconds while what is read lags behind', async () => {
    expect(await send(NEW, [OLD])).toEqual({
      outcome: applied(NEW),
      lookedAt: [0, 500, 2_000, 5_000],
    });
  });

  it('that shows nothing of it is done when reading shows it', async () => {
    expect(await send(OLD, [OLD, NEW])).toEqual({ outcome: applied(NEW), lookedAt: [0, 500] });
  });

  it('that shows another value than before is done in the form that the vendor gave it', async () => {
    const paris = { city: 'PARIS' };

    expect((await send(paris, [paris])).outcome).toEqual(applied(paris));
    expect((await send(paris, [new Error('down')])).outcome).toEqual(applied(paris));
  });

  it('that was a part, and that no look shows, is unknown', async () => {
    const { outcome } = await send(OLD, [new Error('down')], { isWhole: false });

    expect(outcome).toBeInstanceOf(OutcomeUnknownError);
  });

  it('that nobody did is ignored', async () => {
    expect((await send(OLD, [OLD])).outcome).toEqual({ outcome: 'ignored', resource: OLD });
    expect((await send(OLD, [new Error('down')])).outcome).toEqual({
      outcome: 'ignored',
      resource: OLD,
    });
  });
});

describe('a write without a good answer', () => {
  const lost = new UpstreamUnavailableError({ ...FAILURE, status: 503, sent: true });
  const unreadable = new UnreadableReplyError({ ...FAILURE, status: 200 });

  it.each([lost, unreadable])('is done when a look shows it: $name', async (error) => {
    expect(await send(error, [OLD, new Error('down'), NEW])).toEqual({
      outcome: applied(NEW),
      lookedAt: [500, 2_000, 5_000],
    });
  });

  it.each([lost, unreadable])('is unknown when no look shows it: $name', async (error) => {
    const { outcome, lookedAt } = await send(error, [OLD]);

    expect(outcome).toBeInstanceOf(OutcomeUnknownError);
    expect(outcome).toHaveProperty('cause', error);
    expect(lookedAt).toHaveLength(3);
  });

  it('that was never sent, or refused, is not looked for', async () => {
    const unsent = new UpstreamUnavailableError({ ...FAILURE, sent: false });
    const rejected = new RejectedError({ ...FAILURE, status: 400 });

    for (const error of [unsent, rejected]) {
      expect(await send(error, [NEW])).toEqual({ outcome: error, lookedAt: [] });
    }
  });

  it('for a conflict is there already, if a look shows it', async () => {
    const conflict = new ConflictError({ ...FAILURE, status: 409 });

    expect((await send(conflict, [NEW])).outcome).toEqual({ outcome: 'unchanged', resource: NEW });
    expect((await send(conflict, [OTHER])).outcome).toBe(conflict);
  });
});

describe('a look', () => {
  const lost = new UpstreamUnavailableError({ ...FAILURE, sent: true });

  it('starts only while thirty seconds are left after its pause', async () => {
    expect((await send(lost, [OLD], { leftMs: 32_000 })).lookedAt).toEqual([500, 2_000]);
    expect((await send(lost, [OLD], { leftMs: 31_999 })).lookedAt).toEqual([500]);
  });
});
