import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import { arrayLiteral } from '../../../src/storage/array-literal.ts';

/** The list of types that pg knows by name has no arrays. */
const TEXT_ARRAY = 1009 as typeof pg.types.builtins.TEXT;
/** How pg reads what Postgres writes in the same form. */
const parse = pg.types.getTypeParser(TEXT_ARRAY) as (text: string) => (string | null)[];

const awkward = fc.oneof(
  fc.constantFrom('', 'NULL', 'null', '{}', ',', '"', '\\', '\\"', ' a ', '\n', 'it’s'),
  fc.string({ unit: fc.constantFrom('"', '\\', ',', '{', '}', ' ', 'a', 'é', '🐳') }),
);

it('reads back as the same texts, numbers, truths and nothings', () => {
  const value = fc.oneof(awkward, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null));
  fc.assert(
    fc.property(fc.array(value), (values) => {
      expect(parse(arrayLiteral(values))).toEqual(values.map((it) => (it === null ? null : `${it}`)));
    }),
  );
});

it('is as Postgres writes it', () => {
  expect(arrayLiteral([])).toBe('{}');
  expect(arrayLiteral([1, null, -0.5, 1e21])).toBe('{1,NULL,-0.5,1e+21}');
  expect(arrayLiteral(['NULL', 'a"b', 'a\\b', ''])).toBe(String.raw`{"NULL","a\"b","a\\b",""}`);
});
