import { SingleBar } from 'cli-progress';
import yoctoSpinner from 'yocto-spinner';

export interface Spinner {
  /** Says what goes on now. */
  step(what: string): void;
  stop(): void;
}

/** A spinner on standard error if that is a terminal; else nothing. */
export function startSpinner(isShown: boolean): Spinner {
  if (!isShown) return { step: () => undefined, stop: () => undefined };
  const spinner = yoctoSpinner().start();
  return {
    step: (what) => {
      spinner.text = `${what} …`;
    },
    stop: () => {
      spinner.stop();
    },
  };
}

export interface Bar {
  advance(): void;
  stop(): void;
}

/** A bar on standard error that leaves nothing behind; else nothing. */
export function startBar(
  total: number,
  isShown: boolean,
  format = 'Playing  {bar}  night {value} of {total}',
): Bar {
  if (!isShown) return { advance: () => undefined, stop: () => undefined };
  const bar = createBar(format);
  bar.start(total, 0);
  return { advance: () => bar.increment(), stop: () => bar.stop() };
}

export interface FleetBar {
  /** So many accounts are done; `rate` in requests per second, `left` in words. */
  show(done: number, figures: { rate: string; left: string }): void;
  stop(): void;
}

/** The same for a fleet, with the rate reached and the time left. */
export function startFleetBar(total: number, isShown: boolean): FleetBar {
  if (!isShown) return { show: () => undefined, stop: () => undefined };
  const bar = createBar('{bar}  {value} of {total}, {rate} requests a second, {left} left');
  bar.start(total, 0, { rate: '0.00', left: '?' });
  return { show: (done, figures) => bar.update(done, figures), stop: () => bar.stop() };
}

function createBar(format: string): SingleBar {
  return new SingleBar({
    format,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    clearOnComplete: true,
    hideCursor: true,
    stream: process.stderr,
  });
}
