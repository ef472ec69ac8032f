import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { capture } from './process.mjs';

/** Where the engine's client library looks too: DOCKER_HOST, Docker Desktop's socket, the usual socket. */
export function socketPath(env = process.env) {
  if (env.DOCKER_HOST) return env.DOCKER_HOST.startsWith('unix://') ? env.DOCKER_HOST.slice(7) : undefined;
  const desktop = join(homedir(), '.docker', 'run', 'docker.sock');
  return existsSync(desktop) ? desktop : '/var/run/docker.sock';
}

/** One request on the engine's socket: `{ status, body }`, or `{ error }` with the code of what went wrong. */
export function ask(socket, path, timeoutMs) {
  return new Promise((resolve) => {
    const call = request({ socketPath: socket, path, signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode, body }));
      response.on('error', (error) => resolve({ error: error.code }));
    });
    call.on('error', (error) => resolve({ error: error.code }));
    call.end();
  });
}

/**
 * Does an engine answer? `'answers'`, or the reason why not. Costs a millisecond on a socket; an engine elsewhere (tcp,
 * TLS, ssh) is asked by the docker command, and is taken to be there when that command is missing.
 */
export async function engineState(env = process.env) {
  const socket = socketPath(env);
  if (socket === undefined) {
    const { code } = await capture('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: 15_000 });
    return code === 0 || code === 127 ? 'answers' : 'silent';
  }
  const answer = await ask(socket, '/_ping', 5_000);
  if (answer.status === 200) return 'answers';
  return answer.error === 'EACCES' ? 'forbidden' : 'silent';
}

export const isDebian = () => existsSync('/etc/debian_version');
export const isRoot = () => process.getuid?.() === 0;

/** What is wrong and what to do about it, in one message, for the state that `engineState` found. */
export function engineCure(state, { env = process.env, debian = isDebian(), rootUser = isRoot() } = {}) {
  if (state === 'forbidden') {
    return `${socketPath(env)} may not be opened by this user: add yourself to the group 'docker' (sudo usermod -aG docker $USER), log in again, and repeat.`;
  }
  const where = env.DOCKER_HOST ? `at DOCKER_HOST=${env.DOCKER_HOST}` : `at ${socketPath(env)}`;
  if (env.DOCKER_HOST) return `No container engine answers ${where}: start it there, or unset DOCKER_HOST.`;
  const cure = debian
    ? `run \`${rootUser ? '' : 'sudo '}npm run engine\`, which installs and starts one`
    : 'install and start Docker (https://docs.docker.com/get-docker/)';
  return `No container engine answers ${where}: ${cure}, and repeat.`;
}
