import { expect, it } from '@jest/globals';
import { plainText } from '../../../src/base/plain-text.ts';

it('takes away what could rewrite a terminal or turn the reading direction', () => {
  expect(plainText('\u001b[2Jgone\r\n\u0007')).toBe(' [2Jgone ');
  expect(plainText('c1 \u009b31m')).toBe('c1  31m');
  expect(plainText('web\u202egnp')).toBe('web gnp');
  expect(plainText('line\u2028separator')).toBe('line separator');
  expect(plainText('half \ud800')).toBe('half \ufffd');
  expect(plainText('größe 日本 👩‍🚒')).toBe('größe 日本 👩‍🚒');
});
