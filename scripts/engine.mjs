import { join } from 'node:path';
import { engineCure, engineState, isDebian, isRoot } from './steps/engine.mjs';
import { Cure, capture, edge, root, run, say } from './steps/process.mjs';

/**
 * `npm run engine`: an engine that answers, with the compose and buildx plugins. Installs and starts what is missing on
 * Debian and Ubuntu as root; elsewhere it says what to install.
 */
await edge(async () => {
  const state = await engineState();
  const compose = state === 'answers' && (await capture('docker', ['compose', 'version'])).code === 0;
  const buildx = compose && (await capture('docker', ['buildx', 'version'])).code === 0;
  if (buildx) return 0;
  if (state !== 'answers' && (process.env.DOCKER_HOST || !isDebian() || !isRoot())) throw new Cure(engineCure(state));
  if (!isDebian() || !isRoot()) {
    throw new Cure('`docker compose` and `docker buildx` are missing: https://docs.docker.com/compose/install/');
  }
  say(state === 'answers' ? 'The engine answers; its compose and buildx plugins are missing.' : 'No engine answers.');
  return run('bash', [join(root, 'scripts', 'engine.sh')]);
});
