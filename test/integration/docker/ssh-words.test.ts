import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseAddress } from '../../../src/docker/address.ts';
import { SshStream } from '../../../src/docker/ssh-stream.ts';

/** A program in the place of ssh that hears nothing any more, says so, and ends with these words when it may. */
function deafProgram(folder: string, words: string) {
  const mayEnd = join(folder, 'may-end');
  const script = `exec 0<&-; echo deaf; while [ ! -e ${mayEnd} ]; do :; done; echo "${words}" >&2; exit 255`;
  return { command: ['/bin/sh', '-c', script], end: () => writeFileSync(mayEnd, '') };
}

function streamTo(command: readonly string[]): SshStream {
  const address = parseAddress('ssh://engine', false);
  if (address.kind !== 'ssh') throw new Error('no ssh address');
  return new SshStream(address, command);
}

describe('an ssh that ends before the request is written', () => {
  it('is told of in its own words, not as a broken pipe', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'paramedic-ssh-'));
    const ssh = deafProgram(folder, 'Host key verification failed.');
    const stream = streamTo(ssh.command);
    try {
      await once(stream, 'data');
      const failed = once(stream, 'error');
      const written = new Promise((resolve) => stream.write('GET /_ping HTTP/1.1\r\n\r\n', resolve));
      await Promise.race([written, failed]);
      ssh.end();
      const [error] = await failed;
      expect(error).toMatchObject({ code: 'ESSH', message: 'ssh ended with 255: Host key verification failed.' });
    } finally {
      ssh.end();
      stream.destroy();
      rmSync(folder, { recursive: true });
    }
  });
});
