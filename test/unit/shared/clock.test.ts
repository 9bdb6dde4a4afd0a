import { expect, it, vi } from 'vitest';
import { systemClock } from '../../../lambda/shared/clock.ts';

it("the system's clock is that of the process", () => {
  vi.useFakeTimers({ now: 1_793_000_000_000, toFake: ['Date'] });

  const now = systemClock.now();
  vi.useRealTimers();

  expect(now).toBe(1_793_000_000_000);
});
