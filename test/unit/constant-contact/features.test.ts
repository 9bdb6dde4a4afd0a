import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  describeUnknownFields,
  describeUnknownValues,
  toFeatures,
} from '../../../lambda/constant-contact/features.ts';
import { codeUnit } from '../../support/arbitraries.ts';

test('an unknown field is described by name and JSON type, never by its value', () => {
  const document = {
    known: 1,
    text: 'secret',
    number: 2,
    flag: true,
    list: [3],
    map: { a: 4 },
    none: null,
  };

  const features = describeUnknownFields('sender', document, new Set(['known']));

  expect(features).toEqual([
    'sender.text:string',
    'sender.number:number',
    'sender.flag:boolean',
    'sender.list:array',
    'sender.map:object',
    'sender.none:null',
  ]);
});

test('only unknown values of an open set are described', () => {
  const features = describeUnknownValues('role', ['OTHER', 'NEW_ROLE'], new Set(['OTHER']));

  expect(features).toEqual(['role:NEW_ROLE']);
});

test('names of the object prototype are fields like any other', () => {
  const document: unknown = JSON.parse('{"__proto__":{"a":1},"constructor":"b","toString":3}');

  const features = describeUnknownFields('summary', document, new Set());

  expect(features).toEqual([
    'summary.__proto__:object',
    'summary.constructor:string',
    'summary.toString:number',
  ]);
});

test('a feature of foreign characters keeps its length and loses the characters', () => {
  expect(toFeatures(['role:Größe\n\u0007'])).toEqual(['role:Gr??e??']);
});

test('features are sorted, unique, short and printable, whatever the vendor invents', () => {
  const foreign = fc.array(fc.string({ unit: codeUnit, maxLength: 150 }), { maxLength: 20 });
  fc.assert(
    fc.property(foreign, (found) => {
      const features = toFeatures(found);

      expect(features).toEqual([...new Set(features)].sort());
      expect(features.filter((feature) => !/^[\x20-\x7e]{0,80}$/.test(feature))).toEqual([]);
      expect(toFeatures([...found, ...found].reverse())).toEqual(features);
    }),
  );
});
