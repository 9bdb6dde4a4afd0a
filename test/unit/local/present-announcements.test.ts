import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { drawMails } from '../../../infra/local/present-announcements.ts';
import { PLAIN } from '../../../infra/local/style.ts';
import { announce } from './announce.ts';

test('a mail stands whole behind its bar, and mails are set apart', () => {
  const mails = drawMails([announce({}), announce({ id: 'main/2/1' })], PLAIN);

  expect(mails.split('\n').slice(0, 8)).toEqual([
    '           │  "InstaPrinz (main): a@example.com was confirmed."',
    '           │  "What to do: Nothing to do."',
    '           │  "Account: main"',
    '           │  "Checked at: 2026-11-01T02:15:00.000Z"',
    '           │  "Severity: info"',
    '           │  "Event: main/2/0"',
    '',
    '           │  "InstaPrinz (main): a@example.com was confirmed."',
  ]);
});

test('a long mail goes on in the next line, within 80 columns, without a word lost', () => {
  const summary = `${'sentence '.repeat(60)}${'x'.repeat(200)}`;

  const lines = drawMails([announce({ summary })], PLAIN).split('\n');

  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  const words = lines.map((line) => line.replace(/^ {11}│ {2}/, '')).join(' ');
  expect(words.match(/sentence/g)).toHaveLength(60);
  expect(words.match(/x/g)).toHaveLength(200);
});

test('what the vendor wrote cannot steer the terminal or leave the bar', () => {
  const text = drawMails([announce({ summary: 'a\u001b[2Jb\r\nc\u202ed' })], PLAIN);

  expect(text).toBe(stripVTControlCharacters(text));
  expect(text.split('\n').filter((line) => !line.startsWith('           │  '))).toEqual([]);
});
