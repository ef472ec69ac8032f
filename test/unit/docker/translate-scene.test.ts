import { describe, expect, it } from '@jest/globals';
import { secretsIn, translateScene } from '../../../src/docker/translate-scene.ts';
import { INSPECT_20_SICK } from './recorded.ts';
import { FULL_20 } from './recorded-full.ts';

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

describe('translateScene', () => {
  it('tells the last five checks, oldest first', () => {
    const Log = Array.from({ length: 7 }, (_, n) => ({
      Start: `2026-11-21T02:12:5${n}Z`,
      ExitCode: n,
      Output: `${n}`,
    }));
    const raw = { ...FULL_20, State: { ...FULL_20.State, Health: { Log } } };
    expect(translateScene(raw).checks.map(({ exitCode }) => exitCode)).toEqual([2, 3, 4, 5, 6]);
    expect(translateScene({ ...FULL_20, State: INSPECT_20_SICK.State }).checks).toHaveLength(2);
  });

  it('tells the set-up, of the environment the names only', () => {
    expect(translateScene(FULL_20).setup).toEqual({
      image: 'busybox:1.36',
      entrypoint: [],
      command: ['sleep', '1000'],
      user: '',
      workingDir: '',
      environmentNames: ['COLOUR', 'PATH'],
      memoryLimitBytes: 67108864,
      cpus: 0.5,
      pidsLimit: undefined,
      restartPolicy: 'unless-stopped',
      privileged: false,
      readOnlyRoot: false,
      mounts: ['volume shop_named → /named', 'volume c0ffee → /anonymous'],
      networks: ['shop_front', 'shop_back'],
      ports: { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }] },
      logDriver: 'json-file',
    });
  });

  it('survives an answer that has only an id', () => {
    expect(translateScene({ Id: 'abc' })).toMatchObject({
      checks: [],
      secrets: [],
      setup: { command: [], mounts: [] },
    });
  });
});
