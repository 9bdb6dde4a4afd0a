import { expect, it } from 'vitest';
import { createHide, hideInDocument } from '../../../lambda/constant-contact/hide.ts';

it('hides every secret wherever it stands, and takes none for nothing', () => {
  const hide = createHide('[secret]', ['one', undefined, '', 'two$&']);

  expect(hide('one, two$& and one')).toBe('[secret], [secret] and [secret]');
  expect(hide('')).toBe('');
  expect(hide(undefined)).toBeUndefined();
});

it('hides in the texts and names of a document at any depth, and leaves the rest as it was', () => {
  const hide = createHide('[secret]', ['one']);
  const document: unknown = JSON.parse(
    '{"a":["one",{"one":"x one","__proto__":{"b":"one"}}],"n":1,"t":true,"z":null}',
  );

  const hidden = hideInDocument(document, hide);

  expect(JSON.stringify(hidden)).toBe(
    '{"a":["[secret]",{"__proto__":{"b":"[secret]"},"[secret]":"x [secret]"}],"n":1,"t":true,"z":null}',
  );
});
