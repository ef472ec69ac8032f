import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { healthcheck } from '../../../src/cli/healthcheck.ts';

it('gives up on a monitor that takes the connection and never answers', async () => {
  const deaf = createServer(() => {});
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
  const { port } = deaf.address() as AddressInfo;
  const answer = await healthcheck({ host: '127.0.0.1', port }, 50);
  deaf.closeAllConnections();
  await new Promise((resolve) => deaf.close(resolve));
  expect(answer).toEqual({ healthy: false, line: `http://127.0.0.1:${port}/healthz: no answer within 50 ms` });
});

it('loads next to nothing: the engine starts it every few seconds', () => {
  const importsOf = (file: string) =>
    [
      ...readFileSync(new URL(`../../../src/cli/${file}`, import.meta.url), 'utf8').matchAll(
        /^import (?!type).*from '(.+)'/gm,
      ),
    ].map((match) => match[1]);
  expect(importsOf('healthcheck.ts')).toEqual(['./http-request.ts', './monitor-url.ts']);
  expect(importsOf('http-request.ts')).toEqual(['node:http']);
  expect(importsOf('monitor-url.ts')).toEqual([]);
});
