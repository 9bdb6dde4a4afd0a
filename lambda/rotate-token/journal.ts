import * as z from 'zod/mini';
import type { SecretVersion, SecretVersions } from '../credentials/secret-versions.ts';
import { sha256 } from '../shared/sha256.ts';

/** Our own staging label: the version that says what became of the newest refresh. */
export const JOURNAL_STAGE = 'REFRESH_SENT';

const entrySchema = z.object({
  /** The version whose refresh token it is about. */
  version: z.string(),
  /** 1, 2, 3 … for each version. */
  sequence: z.int(),
  /** `sent`: its answer is not known. `unused`: the server certainly did not use it up. `refused`: it takes it no more. */
  state: z.enum(['sent', 'unused', 'refused']),
  /** ISO 8601: not later than the send. */
  sent_at: z.iso.datetime({ precision: 3 }),
  /** Whether the same was sent a moment before, without an answer. */
  again: z.boolean(),
  /** The rotation (its ClientRequestToken), and its invocation. */
  owner: z.string(),
  invocation: z.string(),
});

/** What is known of the newest refresh of a version. No token is in it. */
export type JournalEntry = z.infer<typeof entrySchema>;

/** The newest entry about a version; undefined when its refresh token has never been sent. */
export async function readJournal(
  versions: SecretVersions,
  versionId: string,
): Promise<JournalEntry | undefined> {
  const labelled = parseEntry(await versions.readStage(JOURNAL_STAGE));
  if (labelled?.version === versionId) return labelled;
  // The label has gone on, and yet the version may have entries: a person may have made an older one current again.
  let newest: JournalEntry | undefined;
  for (let sequence = 1; ; sequence += 1) {
    const entry = parseEntry(
      await versions.readVersion(toEntryId({ version: versionId, sequence })),
    );
    if (entry === undefined) return newest;
    newest = entry;
  }
}

/**
 * Adds an entry as the one after `newest` and returns it. Undefined when somebody else was first: Secrets Manager takes a
 * second value under one version id from nobody, and the id follows from the version and the sequence.
 */
export async function appendToJournal(
  versions: SecretVersions,
  newest: JournalEntry | undefined,
  entry: Omit<JournalEntry, 'sequence'>,
): Promise<JournalEntry | undefined> {
  const next: JournalEntry = { ...entry, sequence: (newest?.sequence ?? 0) + 1 };
  const version = { id: toEntryId(next), text: JSON.stringify(next), stages: [JOURNAL_STAGE] };
  return (await versions.put(version)) ? next : undefined;
}

/** A version id in the form of a UUID that follows from `words`. */
export function toVersionId(words: string): string {
  return sha256(words).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

function toEntryId({ version, sequence }: Pick<JournalEntry, 'version' | 'sequence'>): string {
  return toVersionId(`${version}/${sequence}`);
}

function parseEntry(stored: SecretVersion | undefined): JournalEntry | undefined {
  return z.safeParse(entrySchema, parseJson(stored?.text)).data;
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
