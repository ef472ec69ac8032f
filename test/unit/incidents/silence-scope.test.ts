import { describe, expect, it } from '@jest/globals';
import { scopeOf, type Watched } from '../../../src/incidents/silence-scope.ts';

function service(project: string, name: string, number = 1): Watched {
  return {
    target: `${project}/${name}#${number}`,
    name: `${project}-${name}-${number}`,
    id: `${project}${name}${number}`.padEnd(64, '0'),
    labels: { 'com.docker.compose.project': project, 'com.docker.compose.service': name },
  };
}
const PLAIN: Watched = { target: 'registry', name: 'registry', id: 'feed'.padEnd(64, '0'), labels: {} };
const FLEET = [
  ...[service('shop', 'web'), service('shop', 'web', 2), service('shop', 'db'), service('blog', 'nginx')],
  ...[service('blog', 'cache'), service('shop', 'cache'), PLAIN],
];
const HOST = 'host/box';
const scope = (asked: string) => scopeOf(asked, FLEET, [HOST, 'alert/DiskFull/0a1b']);

describe('what a silence covers', () => {
  it.each([
    ['a target', 'shop/web#1', 'shop/web#1', 1],
    ['a container by its name', 'shop-web-1', 'shop/web#1', 1],
    ['a container by the beginning of its id', 'shopweb2', 'shop/web#2', 1],
    ['a service of compose', 'web', 'shop/web#*', 2],
    ['a service with its project', 'shop/web', 'shop/web#*', 2],
    ['one of two services of the same name', 'blog/cache', 'blog/cache#*', 1],
    ['a container without compose', 'registry', 'registry', 1],
    ['the host', 'host/box', 'host/box', 1],
    ['an alert', 'alert/DiskFull/0a1b', 'alert/DiskFull/0a1b', 1],
    ['a pattern', 'shop/*', 'shop/*', 4],
    ['everything', '*', '*', 9],
    ['whatever stands between spaces', '  shop-web-1 ', 'shop/web#1', 1],
  ])('is meant by %s', (_what, asked, target, covers) => {
    expect(scope(asked)).toEqual({ kind: 'scope', target, covers, near: [] });
  });

  it('is a container rather than a service, and a service rather than the beginning of an id', () => {
    const named = { ...service('tools', 'old'), name: 'web' };
    expect(scopeOf('web', [...FLEET, named], [])).toMatchObject({ target: 'tools/old#1' });
    expect(scopeOf('feed', [...FLEET, service('shop', 'feed')], [])).toMatchObject({ target: 'shop/feed#*' });
    expect(scopeOf('feed', FLEET, [])).toMatchObject({ target: 'registry' });
  });

  it('is not guessed when several projects have the service', () => {
    expect(scope('cache')).toEqual({ kind: 'ambiguous', services: ['blog/cache', 'shop/cache'] });
  });

  it.each([
    ['shop-web-3', ['shop/web#1']],
    ['shop_web_1', ['shop/web#1']],
    ['ngnix', ['blog/nginx#*']],
    ['shop', ['shop/*']],
    ['shop-*', ['shop/web#1', 'shop/web#2', 'shop/db#1']],
    ['Registry', ['registry']],
    ['something/else', []],
    ['else*', []],
  ])('%s is nobody now, and these come near', (asked, near) => {
    expect(scope(asked)).toEqual({ kind: 'scope', target: asked, covers: 0, near });
  });
});
