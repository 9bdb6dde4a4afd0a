import { readdir } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { playStory } from '../../infra/local/play-story.ts';
import { createRunFolder, runLocal } from '../support/local-run.ts';

// Each run starts a process; some tests need three.
vi.setConfig({ testTimeout: 60_000 });

test('ten nights tell the whole story, night by night and in the snapshots', async () => {
  const { nights, history } = await playStory({ nights: 10 });

  expect(nights.map(({ outcome }) => outcome)).toEqual([
    'changed',
    'changed',
    'changed',
    'changed',
    'failed',
    'changed',
    'changed',
    'changed',
    'deferred',
    'changed',
  ]);
  expect(nights[4]?.errorName).toBe('UpstreamUnavailableError');
  const changes = history.map(({ body }) => body.changes.map(({ kind }) => kind));
  expect(changes).toEqual([
    ['AccountConnected'],
    ['SenderAdded'],
    ['SenderConfirmed'],
    ['SenderChanged', 'SenderChanged'],
    ['SenderRemoved'],
    ['SenderAdded'],
    ['PhysicalAddressChanged'],
    ['SenderConfirmed'],
  ]);
});

test('the loss of the reply-to address is critical, and its return recovers', async () => {
  const { history } = await playStory({ nights: 10 });

  const changes = history.flatMap(({ body }) => body.changes);
  expect(changes.find(({ kind }) => kind === 'SenderRemoved')?.severity).toBe('critical');
  expect(changes.filter(({ recovers }) => recovers)).toMatchObject([
    { kind: 'SenderConfirmed', emailAddress: 'news@example.com' },
  ]);
});

test('a night mails what a person has to act on, and what is well again', async () => {
  const { nights } = await playStory({ nights: 10 });

  const mails = nights.flatMap(({ night, announcements }) =>
    announcements.map(({ event }) => [night, event.id, event.change.kind, event.severity]),
  );
  expect(mails).toEqual([
    [2, 'story/2/0', 'SenderAdded', 'warning'],
    [6, 'story/5/0', 'SenderRemoved', 'critical'],
    [10, 'story/8/0', 'SenderConfirmed', 'info'],
  ]);
});

test('quiet nights cost two requests each', async () => {
  const { nights } = await playStory({ nights: 60 });

  const quiet = nights.filter(({ outcome }) => outcome === 'unchanged');
  expect(quiet).toHaveLength(50);
  expect(quiet.every(({ requests }) => requests === 2)).toBe(true);
});

test('one night only connects the account', async () => {
  const { nights } = await playStory({ nights: 1 });

  expect(nights).toMatchObject([{ night: 1, outcome: 'changed', snapshot: 1 }]);
});

test('--nights shows the nights and the history, and starts afresh each time', async () => {
  const folder = await createRunFolder();
  await runLocal(['--folder', folder, '--nights', '3']);

  const { code, stdout, stderr } = await runLocal(['--folder', folder, '--nights', '10']);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/ 1 {2}2026-09-01 {2}snapshot 1 {4}The account is connected/);
  expect(stdout).toMatch(/ 5 {2}2026-09-05 {2}failed {8}Constant Contact is down/);
  expect(stdout).toMatch(/ 9 {2}2026-09-09 {2}deferred/);
  expect(stdout).toContain('History  8 snapshots');
  expect(stdout).toContain('✖  news@example.com is gone; it was confirmed and held');
  expect(stdout).toContain(
    'Total  8 changed, 0 unchanged, 1 failed, 1 deferred; 3 mails, 28 requests',
  );
  expect(stdout.split('\n').filter((line) => line.length > 80 + folder.length)).toEqual([]);
});

test('each mail stands under its night as it would arrive', async () => {
  const folder = await createRunFolder();

  const { stdout } = await runLocal(['--folder', folder, '--nights', '10']);

  const bar = '           │  ';
  expect(stdout).toContain(
    [
      '       10  2026-09-10  snapshot 8    news@example.com is confirmed once more',
      '',
      `${bar}"InstaPrinz (story): news@example.com was confirmed."`,
      `${bar}"What to do: Nothing to do: what was lost is back."`,
      `${bar}"Account: story"`,
      `${bar}"Checked at: 2026-09-10T02:15:00.000Z"`,
      `${bar}"Severity: info"`,
      `${bar}"Event: story/8/0"`,
      '',
    ].join('\n'),
  );
});

test('the story keeps to a folder of its own', async () => {
  const folder = await createRunFolder();
  await runLocal(['--folder', folder, '--nights', '2']);
  expect(await readdir(folder)).toEqual(['.constant-contact-account-sync', 'story']);

  const { stdout } = await runLocal(['--folder', folder]);

  expect(stdout).toContain('snapshot 1 is new');
});

test('--nights --json prints the last result, all nights and all snapshots as one object', async () => {
  const folder = await createRunFolder();

  const { stdout } = await runLocal(['--folder', folder, '--nights', '10', '--json']);

  const story = JSON.parse(stdout);
  expect(story).toMatchObject({ account: 'story', outcome: 'changed', snapshot: 8, requests: 28 });
  expect(story.nights).toHaveLength(10);
  expect(story.history).toHaveLength(8);
  expect(story.senders).toHaveLength(4);
  expect(story.announcements).toMatchObject([
    { night: 2, event: { id: 'story/2/0', mail: true } },
    { night: 6, event: { id: 'story/5/0', mail: true } },
    { night: 10, event: { id: 'story/8/0', mail: true } },
  ]);
  expect(story.announcements[2].text).toMatch(/^"InstaPrinz \(story\): .*"\n"What to do: /);
});
