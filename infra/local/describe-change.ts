import type { AssessedChange } from '../../lambda/account/change.ts';
import { describeChange as toSentence } from '../../lambda/account/describe-change.ts';
import { toPlainLine } from '../../lambda/shared/printable.ts';
import type { Style } from './style.ts';

type Assessment = Pick<AssessedChange, 'severity' | 'recovers'>;

/** A mark that says how bad a change is, and a sentence that says what it is. */
export function describeChange(change: AssessedChange, style: Style): [string, string] {
  return [toMark(change, style), toPlainLine(toSentence(change))];
}

export function toMark(assessment: Assessment, style: Style): string {
  const { severity, recovers } = assessment;
  const paint = paintLike(assessment, style);
  if (severity === 'critical') return paint('✖');
  if (severity === 'warning') return paint('▲');
  return paint(recovers ? '✔' : '•');
}

/** The colour of how bad something is. */
export function paintLike(
  { severity, recovers }: Assessment,
  style: Style,
): (text: string) => string {
  if (severity === 'critical') return style.bad;
  if (severity === 'warning') return style.warning;
  return recovers ? style.good : (text) => text;
}
