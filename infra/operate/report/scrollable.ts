import { type Html, html } from '../../local/escape.ts';

/** What may be wider than the page scrolls by itself, by keyboard too; the name tells it from others of its kind. */
export function scrollable(name: string, content: Html): Html {
  return html`<div class="scroll" role="region" aria-label="${name}" tabindex="0">${content}</div>`;
}
