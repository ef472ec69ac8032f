import { describe, expect, it } from '@jest/globals';
import { isOffLimits, lookupWithinLimits, OFF_LIMITS } from '../../../src/prober/off-limits.ts';
import { container } from '../../support/charts.ts';
import { proberAt, probeSpec } from '../../support/probes.ts';

const probe = (kind: 'http' | 'tcp', address: string, addresses: string[] = []) =>
  proberAt(7).run(probeSpec({ kind, address }), container({ addresses }), new AbortController().signal);

const found = (name: string, all: boolean) =>
  new Promise<unknown>((resolve) => {
    lookupWithinLimits(name, { all, family: 4 }, (error, address) => resolve(error?.code ?? address));
  });

describe('what no probe reaches', () => {
  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'https://169.254.169.254/',
    'http://user:password@169.254.170.2/',
    'http://2852039166/',
    'http://0xa9.0xfe.0xa9.0xfe/',
    'http://[::ffff:169.254.169.254]/',
    'http://[fd00:ec2::254]/',
    'http://100.100.100.200/',
  ])('%s, the place where a cloud hands out credentials', async (address) => {
    expect(await probe('http', address)).toEqual({
      kind: 'unknown',
      at: 7,
      detail: `${new URL(address).host}: this is where clouds hand out credentials, and is not probed: mend the label`,
    });
  });

  it('neither by tcp, nor as an address of the container itself', async () => {
    expect(await probe('tcp', '168.63.129.16:80')).toMatchObject({ kind: 'unknown' });
    expect(await probe('http', ':80/', ['169.254.1.1'])).toMatchObject({
      detail: expect.stringContaining('not probed'),
    });
  });

  it('nor by a name that leads there', async () => {
    expect(await found('169.254.169.254', true)).toBe(OFF_LIMITS);
    expect(await found('169.254.169.254', false)).toBe(OFF_LIMITS);
    expect(await found('localhost', true)).toContainEqual({ address: '127.0.0.1', family: 4 });
    expect(await found('localhost', false)).toBe('127.0.0.1');
    expect(await found('no-such-host.invalid', true)).toMatch(/^E/);
  });

  it('leaves every other address to the label', () => {
    const usual = ['127.0.0.1', '10.0.0.1', '172.17.0.2', '192.168.1.1', '::1', 'fe80::1', 'fd00::5', '8.8.8.8', 'db'];
    expect(usual.filter(isOffLimits)).toEqual([]);
  });
});
