import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, jest } from '@jest/globals';
// @ts-expect-error plain JavaScript: it runs before TypeScript is installed
import { testEnv } from '../../../scripts/steps/test-env.mjs';

// Each starts programs.
jest.setTimeout(60_000);

/** Two sockets and a file: what came over each, and how many of a hundred steps took longer than 10 ms. */
const SCRIPT = `
  import { once } from 'node:events';
  import { writeFile } from 'node:fs/promises';
  import net from 'node:net';
  import { text } from 'node:stream/consumers';
  const server = net.createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = net.connect(server.address().port, '127.0.0.1');
  const heard = text(socket);
  let sent = '';
  let late = 0;
  for (let step = 0; step < 100; step += 1) {
    const begun = performance.now();
    sent += step + ' ';
    socket.write(step + ' ');
    await writeFile('/dev/null', 'x');
    if (performance.now() - begun > 10) late += 1;
  }
  socket.end();
  console.log(JSON.stringify({ whole: (await heard) === sent, late }));
  server.close();
`;

async function stepsWith(delays: Record<string, string>): Promise<{ whole: boolean; late: number }> {
  const { NODE_OPTIONS, PATH } = testEnv({ ...process.env, ...delays }, '/tmp');
  const env = { NODE_OPTIONS, PATH, ...delays };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', SCRIPT], { env });
  return JSON.parse(stdout);
}

describe('a test run with delays', () => {
  it('holds back some of what is done, and loses or swaps nothing', async () => {
    const { whole, late } = await stepsWith({ TEST_DELAYS: '200' });
    expect(whole).toBe(true);
    // One in five, nearly all of them longer than 10 of 200 ms.
    expect(late).toBeGreaterThan(3);
  });

  it('holds nothing back when nobody asks for it', () => {
    const { NODE_OPTIONS } = testEnv({ PATH: '/bin' }, '/tmp');
    expect(NODE_OPTIONS).not.toContain(fileURLToPath(import.meta.resolve('../../support/delays.ts')));
    expect(NODE_OPTIONS).not.toContain('--import');
  });
});
