import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { redactUrl, withPassword } from '../../../src/config/database-url.ts';

describe('withPassword', () => {
  it('survives every character of a password', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (password) => {
        const filled = new URL(withPassword('postgres://me@db:5432/paramedic?sslmode=require', password) ?? '');
        expect(decodeURIComponent(filled.password)).toBe(password);
        expect(filled.host + filled.pathname + filled.search).toBe('db:5432/paramedic?sslmode=require');
      }),
    );
  });

  it('does not replace a password, and needs a user and a host', () => {
    for (const url of ['postgres://me:old@db/x', 'postgres://db/x', 'postgres:///x?host=/run']) {
      expect(withPassword(url, 'p')).toBeUndefined();
    }
  });
});

describe('redactUrl', () => {
  it('hides the password, wherever it stands', () => {
    expect(redactUrl('postgres://me:s3cret@db:5432/x')).toBe('postgres://me:***@db:5432/x');
    expect(redactUrl('postgres://db/x?password=s3cret&a=1')).toBe('postgres://db/x?password=***&a=1');
    expect(redactUrl('s3cret')).toBe('***');
  });
  it('leaves the rest alone', () => expect(redactUrl('postgres://me@db/x')).toBe('postgres://me@db/x'));
});
