import { describe, expect, it } from '@jest/globals';
import { isLoopback, parseListen } from '../../../src/config/listen.ts';

describe('parseListen', () => {
  it.each([
    ['127.0.0.1:8377', '127.0.0.1', 8377],
    [':8377', '0.0.0.0', 8377],
    ['0.0.0.0:8377', '0.0.0.0', 8377],
    ['[::1]:8377', '::1', 8377],
    ['localhost:0', 'localhost', 0],
  ])('reads %s', (text, host, port) => {
    expect(parseListen(text)).toEqual({ host, port });
  });

  it.each(['8377', '127.0.0.1', '::1:8377', '127.0.0.1:65536', '127.0.0.1:', 'a b:1', 'http://x:1'])(
    'refuses %j',
    (text) => {
      expect(parseListen(text)).toBeUndefined();
    },
  );
});

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost'])('%s is', (host) => expect(isLoopback(host)).toBe(true));
  it.each(['0.0.0.0', '::', '10.0.0.1', '127.evil.example', 'myhost'])('%s is not', (host) =>
    expect(isLoopback(host)).toBe(false),
  );
});
