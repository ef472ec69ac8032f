import { describe, expect, it } from '@jest/globals';
import { describeAddress, parseAddress } from '../../../src/docker/address.ts';

describe('parseAddress', () => {
  it.each([
    [undefined, { kind: 'unix', path: '/var/run/docker.sock' }],
    ['  ', { kind: 'unix', path: '/var/run/docker.sock' }],
    ['unix://', { kind: 'unix', path: '/var/run/docker.sock' }],
    ['unix:///run/user/1000/docker.sock', { kind: 'unix', path: '/run/user/1000/docker.sock' }],
    ['/run/docker.sock', { kind: 'unix', path: '/run/docker.sock' }],
    ['tcp://proxy:2375', { kind: 'tcp', host: 'proxy', port: 2375, tls: false }],
    ['proxy:1234', { kind: 'tcp', host: 'proxy', port: 1234, tls: false }],
    ['tcp://proxy', { kind: 'tcp', host: 'proxy', port: 2375, tls: false }],
    ['tcp://proxy:2376', { kind: 'tcp', host: 'proxy', port: 2376, tls: true }],
    ['tcp://[::1]:2375', { kind: 'tcp', host: '::1', port: 2375, tls: false }],
    ['http://proxy', { kind: 'tcp', host: 'proxy', port: 80, tls: false }],
    ['https://engine', { kind: 'tcp', host: 'engine', port: 443, tls: true }],
    ['ssh://me@engine:22', { kind: 'ssh', host: 'engine', user: 'me', port: 22 }],
    ['ssh://engine/run/docker.sock', { kind: 'ssh', host: 'engine', remoteSocket: '/run/docker.sock' }],
  ])('%s', (text, address) => {
    expect(parseAddress(text, false)).toEqual(address);
  });

  it('asks for TLS when it is to be verified', () => {
    expect(parseAddress('tcp://engine', true)).toEqual({ kind: 'tcp', host: 'engine', port: 2376, tls: true });
    expect(parseAddress('unix:///x.sock', true)).toEqual({ kind: 'unix', path: '/x.sock' });
  });

  it.each([
    'npipe:////./pipe/docker_engine',
    'tcp://',
    'ssh://-oProxyCommand=x',
    'ssh://me:secret@engine',
    'tcp://a b',
  ])('refuses %s', (text) => {
    expect(() => parseAddress(text, false)).toThrow(expect.objectContaining({ code: 'engine_address' }));
  });

  it('keeps a password out of its message', () => {
    expect(() => parseAddress('ssh://me:secret@engine', false)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    );
  });
});

describe('describeAddress', () => {
  it.each([
    'unix:///var/run/docker.sock',
    'tcp://proxy:2375',
    'https://engine:2376',
    'ssh://me@engine:22',
    'tcp://[::1]:2375',
  ])('%s', (text) => {
    expect(describeAddress(parseAddress(text, false))).toBe(text);
  });
});
