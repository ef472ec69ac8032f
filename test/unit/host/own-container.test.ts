import { describe, expect, it } from '@jest/globals';
import { containerIdIn, ownContainerId } from '../../../src/host/own-container.ts';

const ID = '3f'.repeat(32);
const line = (path: string, mount: string) => `713 690 254:1 ${path} ${mount} rw,relatime - ext4 /dev/vda rw`;

describe('which container we run in', () => {
  it('is told by the files that every engine mounts', () => {
    const mountinfo = [
      line('/', '/'),
      line(`/var/lib/docker/containers/${ID}/resolv.conf`, '/etc/resolv.conf'),
      line(`/var/lib/docker/containers/${ID}/hostname`, '/etc/hostname'),
    ].join('\n');
    expect(containerIdIn(mountinfo)).toBe(ID);
  });

  it('is none on a plain machine, whatever else is mounted', () => {
    expect(containerIdIn(line('/srv/containers/backup/hostname', '/mnt'))).toBeUndefined();
    expect(
      containerIdIn(line(`/var/lib/docker/containers/${ID}/mounts/shm`, `/var/lib/docker/containers/${ID}/mounts/shm`)),
    ).toBeUndefined();
  });

  it('is none where there is no such file', async () => {
    expect(await ownContainerId('/nowhere')).toBeUndefined();
  });
});
