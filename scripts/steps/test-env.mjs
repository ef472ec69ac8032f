import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './process.mjs';

/** Tests that need neither an engine nor an image: running only these needs no set-up of the machine. */
const LIGHT = ['unit'];

const DELAYS = pathToFileURL(join(root, 'test', 'support', 'delays.ts')).href;

/** Do the arguments of jest select light projects only? */
export function needsEngine(args) {
  const at = args.indexOf('--selectProjects');
  if (at === -1) return true;
  const rest = args.slice(at + 1);
  const end = rest.findIndex((arg) => arg.startsWith('-'));
  const projects = end === -1 ? rest : rest.slice(0, end);
  return projects.length === 0 || projects.some((project) => !LIGHT.includes(project));
}

/**
 * The environment of a test run: a home of its own, no account and no setting of the person who runs it; what leads to
 * the engine stays. `TEST_DELAYS=150` holds back at random what comes over sockets and is done to files, for up to so many ms.
 */
export function testEnv(env, home) {
  const foreign = /^(?:ANTHROPIC|CLAUDE|PARAMEDIC|AUTOHEAL)_|^(?:DATABASE_URL|WEBHOOK_URL|REDIS_URL)(?:_FILE)?$/;
  const kept = Object.keys(env).filter((name) => !foreign.test(name));
  return {
    ...Object.fromEntries(kept.map((name) => [name, env[name]])),
    PATH: [join(root, 'node_modules', '.bin'), env.PATH].join(delimiter),
    HOME: home,
    DOCKER_CONFIG: env.DOCKER_CONFIG ?? join(homedir(), '.docker'),
    NODE_OPTIONS: [
      '--experimental-vm-modules --disable-warning=ExperimentalWarning',
      ...(Number(env.TEST_DELAYS) > 0 ? [`--import ${DELAYS}`] : []),
    ].join(' '),
    TESTCONTAINERS_RYUK_DISABLED: 'true',
  };
}
