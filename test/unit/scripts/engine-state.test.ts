import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
// @ts-expect-error plain JavaScript: it runs before TypeScript is installed
import { engineCure, engineState, socketPath } from '../../../scripts/steps/engine.mjs';

describe('looking for an engine', () => {
  it('takes the socket of DOCKER_HOST, and none for an engine elsewhere', () => {
    expect(socketPath({ DOCKER_HOST: 'unix:///run/x.sock' })).toBe('/run/x.sock');
    expect(socketPath({ DOCKER_HOST: 'ssh://ann@host' })).toBeUndefined();
  });

  it('tells an engine that answers from one that does not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'engine-'));
    const DOCKER_HOST = `unix://${folder}/engine.sock`;
    expect(await engineState({ DOCKER_HOST })).toBe('silent');
    const engine = createServer((request, response) => response.writeHead(request.url === '/_ping' ? 200 : 404).end());
    engine.listen(join(folder, 'engine.sock'));
    await once(engine, 'listening');
    expect(await engineState({ DOCKER_HOST })).toBe('answers');
    engine.close().closeAllConnections();
    rmSync(folder, { recursive: true });
  });

  it('names the cure for each kind of machine', () => {
    const env = {};
    expect(engineCure('silent', { env, debian: true, rootUser: true })).toMatch(/: run `npm run engine`/);
    expect(engineCure('silent', { env, debian: true, rootUser: false })).toMatch(/: run `sudo npm run engine`/);
    expect(engineCure('silent', { env, debian: false, rootUser: false })).toMatch(/docs\.docker\.com/);
    expect(engineCure('forbidden', { env, debian: true, rootUser: false })).toMatch(/group 'docker'/);
    const elsewhere = { env: { DOCKER_HOST: 'tcp://host:2376' }, debian: true, rootUser: true };
    expect(engineCure('silent', elsewhere)).toMatch(/DOCKER_HOST=tcp:\/\/host:2376: start it there/);
  });
});
