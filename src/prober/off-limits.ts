import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/*
 * Where clouds hand out the credentials of a machine to whoever asks from it. Labels come with images, from anywhere, and
 * Paramedic's place in the network is a better one than a container's; no container has its service there.
 */
const METADATA = new BlockList();
METADATA.addSubnet('169.254.0.0', 16, 'ipv4');
METADATA.addAddress('168.63.129.16', 'ipv4');
METADATA.addAddress('100.100.100.200', 'ipv4');
METADATA.addAddress('fd00:ec2::254', 'ipv6');

export const OFF_LIMITS = 'ERR_OFF_LIMITS';

/** Pure: is this address nobody's to probe? */
export function isOffLimits(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && METADATA.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** Looks a name up like Node does, and fails with `OFF_LIMITS` when any of its addresses is. */
export const lookupWithinLimits: LookupFunction = (name, options, done) => {
  lookup(name, { ...options, all: true }, (error, found) => {
    if (error !== null) done(error, '');
    else if (found.some(({ address }) => isOffLimits(address))) {
      done(Object.assign(new Error(`${name} is off limits`), { code: OFF_LIMITS }), '');
    } else if (options.all) done(null, found);
    else done(null, found[0]?.address ?? '', found[0]?.family);
  });
};
