import type { AssessedChange } from '../../lambda/account/change.ts';
import { describeChange as toSentence } from '../../lambda/account/describe-change.ts';
import { type Style, toPlainLine } from './style.ts';

/** A mark that says how bad a change is, and a sentence that says what it is. */
export function describeChange(change: AssessedChange, style: Style): [string, string] {
  return [toMark(change, style), toPlainLine(toSentence(change))];
}

function toMark({ severity, recovers }: AssessedChange, style: Style): string {
  if (severity === 'critical') return style.bad('✖');
  if (severity === 'warning') return style.warning('▲');
  return recovers ? style.good('✔') : '•';
}
