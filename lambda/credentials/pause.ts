import * as z from 'zod/mini';
import { PAUSE_TAG } from '../shared/contract.ts';

/** What the tags of an account's secret say of a pause, as an operator typed it. */
export interface Pause {
  /** A date, or a time in ISO 8601; undefined where the tag is missing. */
  until: string | undefined;
  reason: string | undefined;
}

/** An end that cannot be read pauses nothing: nobody would be told when the account is forgotten. */
export type PauseState = 'paused' | 'ended' | 'unreadable';

const endSchema = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

/** The pause that a secret's tags speak of, if any of them does. */
export function readPause(
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = [],
): Pause | undefined {
  const readTag = (key: string) => tags.find(({ Key }) => Key === key)?.Value;
  const [until, reason] = [readTag(PAUSE_TAG.until), readTag(PAUSE_TAG.reason)];
  return until === undefined && reason === undefined ? undefined : { until, reason };
}

/** What the pause means now; a date ends it at its 00:00 UTC. */
export function judgePause({ until }: Pause, nowMs: number): PauseState {
  const end = z.safeParse(endSchema, until?.trim());
  if (!end.success) return 'unreadable';
  return nowMs < Date.parse(end.data) ? 'paused' : 'ended';
}
