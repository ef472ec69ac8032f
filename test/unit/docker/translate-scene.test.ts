import { describe, expect, it } from '@jest/globals';
import { translateScene } from '../../../src/docker/translate-scene.ts';
import { INSPECT_20_SICK } from './recorded.ts';
import { FULL_20 } from './recorded-full.ts';

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
