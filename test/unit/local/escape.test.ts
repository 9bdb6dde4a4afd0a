import { describe, expect, it } from 'vitest';
import { escapeText, html } from '../../../infra/local/escape.ts';

describe('html', () => {
  it('escapes every value that is not markup itself', () => {
    const name = `<b title="x">'&`;

    const { markup } = html`<p title="${name}">${name}</p>`;

    const safe = '&lt;b title=&quot;x&quot;&gt;&#39;&amp;';
    expect(markup).toBe(`<p title="${safe}">${safe}</p>`);
  });

  it('keeps markup that it made, alone and in lists', () => {
    const items = ['a', '<'].map((text) => html`<li>${text}</li>`);

    expect(html`<ul>${items}</ul>`.markup).toBe('<ul><li>a</li><li>&lt;</li></ul>');
  });

  it('writes nothing for what is not there, and zero as a figure', () => {
    expect(html`[${null}${undefined}${false}${0}]`.markup).toBe('[0]');
  });
});

describe('escapeText', () => {
  it('shows characters that are unseen or turn the direction of text', () => {
    expect(escapeText('a\u202emoc.live\u200b\u0000')).toBe('a[U+202E]moc.live[U+200B][U+0000]');
  });

  it('makes half a character whole, so that the page is valid text', () => {
    expect(escapeText('a\ud800b')).toBe('a\ufffdb');
  });

  it('leaves the words of every language and line breaks as they are', () => {
    expect(escapeText('Müller 東京 😀\n')).toBe('Müller 東京 😀\n');
  });
});
