import { describe, expect, it } from '@jest/globals';
import { parseAddress } from '../../../src/docker/address.ts';
import { sshArguments } from '../../../src/docker/ssh-stream.ts';

const argumentsFor = (host: string) => {
  const address = parseAddress(host, false);
  if (address.kind !== 'ssh') throw new Error('no ssh address');
  return sshArguments(address);
};

describe('sshArguments', () => {
  it('dials the engine as the docker CLI does', () => {
    expect(argumentsFor('ssh://me@engine:2222').slice(-10)).toEqual([
      '-T',
      '-l',
      'me',
      '-p',
      '2222',
      '--',
      'engine',
      'docker',
      'system',
      'dial-stdio',
    ]);
  });

  it('never waits for somebody to type a password', () => {
    expect(argumentsFor('ssh://engine')).toContain('BatchMode=yes');
  });

  it('quotes the path of another socket for the remote shell', () => {
    expect(argumentsFor('ssh://engine/run/user/1000/docker.sock')).toContain('unix:///run/user/1000/docker.sock');
    expect(argumentsFor("ssh://engine/x;touch$IFS'y")).toContain(`'unix:///x;touch$IFS'\\''y'`);
  });
});
