import { describe, expect, it } from '@jest/globals';
import { secretsIn } from '../../../src/docker/env-secrets.ts';

describe('secretsIn', () => {
  it.each([
    'DB_PASSWORD',
    'MYSQL_PASS',
    'client_secret',
    'GITHUB_TOKEN',
    'API_KEY',
    'AWS_CREDENTIALS',
    'BASIC_AUTH',
    'SENTRY_DSN',
  ])('takes the value of %s for one', (name) => {
    expect(secretsIn([`${name}=abc=def`])).toEqual(['abc=def']);
  });

  it('finds a password in a URL, whatever the variable is called, as written and as meant', () => {
    expect(secretsIn(['DATABASE_URL=postgres://app:p%40ssword@db:5432/x', 'SITE=https://example.com/a:b@c'])).toEqual([
      'postgres://app:p%40ssword@db:5432/x',
      'p%40ssword',
      'p@ssword',
    ]);
    expect(secretsIn(['R=redis://:hunter2hunter2@cache'])).toContain('hunter2hunter2');
    expect(secretsIn(['R=redis://u:bad%escape@cache'])).toContain('bad%escape');
  });

  it('leaves short values and ordinary variables alone', () => {
    expect(secretsIn(['PASSWORD=12345', 'COLOUR=greenish', 'TOKEN', 'PATH=/usr/local/bin'])).toEqual([]);
  });

  it('names each once, the longest first', () => {
    expect(secretsIn(['A_KEY=abcdef', 'B_KEY=abcdefgh', 'C_KEY=abcdef'])).toEqual(['abcdefgh', 'abcdef']);
  });
});
