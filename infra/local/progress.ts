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
  const bar = new SingleBar({
    format,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 40,
    clearOnComplete: true,
    hideCursor: true,
    stream: process.stderr,
  });
  bar.start(total, 0);
  return { advance: () => bar.increment(), stop: () => bar.stop() };
}
