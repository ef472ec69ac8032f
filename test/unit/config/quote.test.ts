import { describe, expect, it } from '@jest/globals';
import { quote } from '../../../src/config/quote.ts';

describe('quote', () => {
  it('keeps plain text', () => expect(quote('30s')).toBe('`30s`'));
  it('takes out what could rewrite a terminal or a line of log', () =>
    expect(quote('a\u001b[2Jb\r\nc\u202ed\u0000')).toBe('`a [2Jb c d`'));
  it('caps the length by whole characters', () => expect(quote('😀'.repeat(500), 3)).toBe('`😀😀…`'));
  it('mends half of a surrogate pair', () => expect(quote('a\ud800')).toBe('`a\ufffd`'));
});
