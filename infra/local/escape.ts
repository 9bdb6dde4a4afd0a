const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that are invisible or turn the direction of text: an address could look like another one by them. */
const UNSEEN = /(?![\t\n\r])[\p{Cc}\p{Cf}]/gu;

/** Markup that is safe to stand in the page; only the `html` tag makes it. */
export interface Html {
  readonly markup: string;
}

export type HtmlPart = string | number | Html | null | undefined | false | readonly HtmlPart[];

/** Text as it may stand between tags and in quoted attributes; unseen characters are shown by their code point. */
export function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replace(UNSEEN, toCodePoint)
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Builds markup from a template: every value is escaped unless it is itself markup; nothing stands for no value. */
export function html(strings: TemplateStringsArray, ...values: HtmlPart[]): Html {
  const tail = values.map((value, index) => render(value) + (strings[index + 1] ?? ''));
  return { markup: (strings[0] ?? '') + tail.join('') };
}

function render(value: HtmlPart): string {
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'object')
    return 'markup' in value ? value.markup : value.map(render).join('');
  return escapeText(String(value));
}

function toCodePoint(character: string): string {
  return `[U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}]`;
}
