import { describe, expect, it } from '@jest/globals';
import { translateSummary } from '../../../src/docker/translate-summary.ts';
import { LIST_20, LIST_26 } from './recorded.ts';

describe('translateSummary', () => {
  it('takes everything over from an entry of the list', () => {
    expect(translateSummary(LIST_20.web)).toEqual({
      id: LIST_20.web.Id,
      name: 'web',
      target: 'shop/web#2',
      image: 'busybox:1.36',
      imageId: 'sha256:46320de72804f4017fee83a4be08237fe2618239986a7e08a5fd4c84cd0a58dd',
      labels: LIST_20.web.Labels,
      createdAt: 1795227165_000,
      state: 'running',
      networkMode: 'shop_default',
      health: 'unhealthy',
    });
  });

  it.each([
    ['plain', 'running', 'none'],
    ['starting', 'running', 'starting'],
    ['healthy', 'running', 'healthy'],
    ['paused', 'paused', 'none'],
    ['created', 'created', 'none'],
    ['loop', 'restarting', 'none'],
    ['oom', 'exited', 'none'],
  ] as const)('%s is %s, health %s', (which, state, health) => {
    expect(translateSummary(LIST_20[which])).toMatchObject({ state, health, target: which });
  });

  it.each([
    ['Up 2 days', 'running'],
    ['Up 2 days (Paused)', 'paused'],
    ['Removal In Progress', 'removing'],
    ['Dead', 'dead'],
    ['Exited (0) 1 second ago', 'exited'],
    ['Restarting (1) 2 seconds ago', 'restarting'],
    [undefined, 'created'],
  ])('reads the text %j when the state is not told', (Status, state) => {
    expect(translateSummary({ Id: 'abc', State: undefined, Status })).toMatchObject({ state });
  });

  it('understands a newer engine, with null and missing fields', () => {
    expect(LIST_26.map(translateSummary)).toMatchObject([
      { name: 'shop-web-1', target: 'shop/web#1', state: 'running', health: 'unhealthy', networkMode: 'none' },
      {
        name: '6fa27070e917',
        target: '6fa27070e917',
        state: 'created',
        health: 'none',
        labels: {},
        image: '',
        networkMode: '',
      },
    ]);
  });

  it('prefers the health that API 1.52 tells as a field', () => {
    const raw = { Id: 'abc', State: 'running', Status: 'Up 1 second (healthy)', Health: { Status: 'unhealthy' } };
    expect(translateSummary(raw).health).toBe('unhealthy');
  });

  it('takes the own name, not that of a legacy link', () => {
    expect(translateSummary({ Id: 'abc', Names: ['/a/db', '/database', '/b/db2'] }).name).toBe('database');
    expect(translateSummary({ Id: 'abc', Names: ['/host2/database', '/db', '/database'] }).name).toBe('db');
    expect(translateSummary({ Id: 'abc', Names: ['/a/db'] }).name).toBe('a/db');
  });
});
