import { describe, expect, it } from '@jest/globals';
import { translateEvent } from '../../../src/docker/translate-event.ts';
import { EVENT_26_DIE, EVENTS_20 } from './recorded.ts';

const labels = {
  'com.docker.compose.container-number': '2',
  'com.docker.compose.project': 'shop',
  'com.docker.compose.service': 'web',
  'local.standin': '1',
};

describe('translateEvent', () => {
  it('tells a change of health', () => {
    expect(translateEvent(EVENTS_20.unhealthy)).toEqual({
      at: 1795227170076,
      action: 'health_status',
      id: 'a2247cd06686dfc389ee88b7d2e4ec7728916563f0dd059f9b8ed96d59677e25',
      name: 'web',
      image: 'busybox:1.36',
      target: 'shop/web#2',
      labels,
      health: 'unhealthy',
    });
  });

  it('tells signal and exit code, and keeps what the engine added out of the labels', () => {
    expect(translateEvent(EVENTS_20.kill)).toMatchObject({ action: 'kill', signal: 15, labels });
    expect(translateEvent(EVENTS_20.die)).toMatchObject({ action: 'die', exitCode: 3, labels });
    expect(translateEvent(EVENTS_20.rename)).toMatchObject({ action: 'rename', labels });
    expect(translateEvent(EVENT_26_DIE)).toMatchObject({
      exitCode: 137,
      name: 'plain',
      labels: { 'local.standin': '1' },
    });
  });

  it.each([
    ['9', 9],
    ['SIGTERM', 15],
    ['KILL', 9],
    ['nonsense', undefined],
  ])('signal %s → %s', (signal, number) => {
    const raw = { Type: 'container', Action: 'kill', Actor: { ID: 'abc', Attributes: { signal } }, time: 5 };
    expect(translateEvent(raw)).toMatchObject({ at: 5000, signal: number });
  });

  it.each([
    EVENTS_20.execCreate,
    EVENTS_20.execDie,
    { Type: 'network', Action: 'create', Actor: { ID: 'abc' }, time: 5 },
    { Type: 'container', Action: 'top', Actor: { ID: 'abc' }, time: 5 },
    { Type: 'container', Action: 'health_status: running', Actor: { ID: 'abc' }, time: 5 },
  ])('%# is no concern of ours', (raw) => {
    expect(translateEvent(raw)).toBe('other');
  });

  it.each([
    undefined,
    null,
    'text',
    [],
    {},
    { Type: 'container', Action: 'die' },
    { Type: 'container', Action: 'die', Actor: { ID: 'abc' } },
    { Type: 'container', Action: 'die', Actor: { ID: '' }, time: 5 },
    { Type: 'container', Action: 7, Actor: { ID: 'abc' }, time: 5 },
  ])('%j is malformed', (raw) => {
    expect(translateEvent(raw)).toBe('malformed');
  });

  it('survives attributes that are no strings', () => {
    const raw = {
      Type: 'container',
      Action: 'die',
      Actor: { ID: 'abcdef0123456789', Attributes: { exitCode: 3, a: null } },
      time: 5,
    };
    expect(translateEvent(raw)).toMatchObject({ name: 'abcdef012345', labels: {}, exitCode: undefined });
  });
});
