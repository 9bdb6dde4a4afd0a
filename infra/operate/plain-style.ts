import type { Style } from '../local/style.ts';

const same = (text: string): string => text;

/** For text that goes into a file: no colours. */
export const PLAIN: Style = { strong: same, faint: same, good: same, warning: same, bad: same };
