import { describe, expect, it } from 'vitest';
import {
  appendToJournal,
  JOURNAL_STAGE,
  readJournal,
  toVersionId,
} from '../../../lambda/rotate-token/journal.ts';
import { createMemoryVersions } from '../../support/memory-versions.ts';

const ENTRY = {
  version: 'pair-1',
  state: 'sent',
  sent_at: '2026-11-01T02:15:00.000Z',
  again: false,
  owner: 'rotation-1',
  invocation: 'invocation-1',
} as const;

describe('the journal of a secret', () => {
  it('has no entry of a pair that was never sent', async () => {
    expect(await readJournal(createMemoryVersions(), 'pair-1')).toBeUndefined();
  });

  it('numbers the entries of a pair, and reads the newest', async () => {
    const versions = createMemoryVersions();

    const first = await appendToJournal(versions, undefined, ENTRY);
    const second = await appendToJournal(versions, first, { ...ENTRY, state: 'unused' });

    expect(first).toEqual({ ...ENTRY, sequence: 1 });
    expect(second).toEqual({ ...ENTRY, state: 'unused', sequence: 2 });
    expect(await readJournal(versions, 'pair-1')).toEqual(second);
  });

  it('takes an entry as the next one from the first who writes it only', async () => {
    const versions = createMemoryVersions();
    await appendToJournal(versions, undefined, ENTRY);

    const rival = await appendToJournal(versions, undefined, { ...ENTRY, invocation: 'another' });

    expect(rival).toBeUndefined();
    expect(await readJournal(versions, 'pair-1')).toMatchObject({ invocation: 'invocation-1' });
  });

  it('knows the entries of an older pair when the label has gone on', async () => {
    const versions = createMemoryVersions();
    const first = await appendToJournal(versions, undefined, ENTRY);
    const second = await appendToJournal(versions, first, { ...ENTRY, again: true });
    await appendToJournal(versions, undefined, { ...ENTRY, version: 'pair-2' });

    expect(await readJournal(versions, 'pair-1')).toEqual(second);
  });

  it.each(['', '{"version":"pair-1"', '{"version":"pair-1","sequence":1}'])(
    'is empty where something else has its label: %j',
    async (text) => {
      const versions = createMemoryVersions({ id: 'v', text, stages: [JOURNAL_STAGE] });

      expect(await readJournal(versions, 'pair-1')).toBeUndefined();
    },
  );

  it('lies under ids in the form that Secrets Manager asks for', () => {
    expect(toVersionId('pair-1/1')).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
    );
    expect(toVersionId('pair-1/1')).not.toBe(toVersionId('pair-1/2'));
  });
});
