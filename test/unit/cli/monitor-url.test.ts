import { expect, it } from '@jest/globals';
import { monitorUrl } from '../../../src/cli/monitor-url.ts';

it.each([
  ['127.0.0.1', 'http://127.0.0.1:8377'],
  ['0.0.0.0', 'http://127.0.0.1:8377'],
  ['::', 'http://[::1]:8377'],
  ['::1', 'http://[::1]:8377'],
  ['box.lan', 'http://box.lan:8377'],
])('a monitor that listens on %s is asked at %s', (host, url) => expect(monitorUrl({ host, port: 8377 })).toBe(url));
