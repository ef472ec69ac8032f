import { expect, it } from '@jest/globals';
import { coloured, plain, wantsColour } from '../../../src/cli/paint.ts';

it('colours only a terminal whose owner did not say no', () => {
  expect(wantsColour({}, true)).toBe(true);
  expect(wantsColour({ NO_COLOR: '' }, true)).toBe(true);
  expect(wantsColour({ NO_COLOR: '1' }, true)).toBe(false);
  expect(wantsColour({ TERM: 'dumb' }, true)).toBe(false);
  expect(wantsColour({}, false)).toBe(false);
  expect(wantsColour({}, undefined)).toBe(false);
});

it('leaves the text readable', () => {
  expect(coloured('bad', 'sick')).toBe('\u001b[31msick\u001b[39m');
  expect(plain('bad', 'sick')).toBe('sick');
});
