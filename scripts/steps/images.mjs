import { join } from 'node:path';
import { ask, isDebian, isRoot, socketPath } from './engine.mjs';
import { Cure, capture, root, run, say, step } from './process.mjs';

/** Images of the compose file and the tests; each has a stand-in of the same name in standins.sh. */
const NEEDED = [
  'busybox:1.36',
  'node:24-bookworm-slim',
  'postgres:17',
  'prom/prometheus:v3.5.3',
  'prom/alertmanager:v0.28.1',
];
/** No Debian or npm package holds Grafana, so without a registry the stack runs without it. */
export const GRAFANA = 'grafana/grafana:12.1.1';

export const isPresent = async (image) => (await capture('docker', ['image', 'inspect', image])).code === 0;

/**
 * Present images are kept, missing ones pulled; without a registry stand-ins are built. Whether there is a registry is
 * asked once, through the engine, because it is the engine that pulls.
 */
export async function ensureImages({ grafana = false } = {}) {
  const wanted = grafana ? [...NEEDED, GRAFANA] : NEEDED;
  const present = await Promise.all(wanted.map(isPresent));
  const missing = wanted.filter((_, index) => !present[index]);
  if (missing.length === 0) return;
  const pullable = !canBuild() || (await hasRegistry(missing[0]));
  const left = pullable ? await pull(missing) : missing;
  const standins = left.filter((image) => NEEDED.includes(image));
  if (standins.length > 0) await buildStandins(standins);
}

const canBuild = () => isDebian() && isRoot();

/** Asks for the manifest of an image, which costs no download; an engine that is not on a socket is taken to have a registry. */
async function hasRegistry(image) {
  const socket = socketPath();
  if (socket === undefined) return true;
  const { status } = await ask(socket, `/distribution/${image}/json`, 15_000);
  return status === 200;
}

/** Pulls side by side; gives back what could not be had. */
async function pull(images) {
  return step(`pulling ${images.join(', ')}`, async () => {
    const codes = await Promise.all(
      images.map((image) => capture('docker', ['pull', '--quiet', image], { timeout: 600_000 })),
    );
    return images.filter((_, index) => codes[index].code !== 0);
  });
}

async function buildStandins(images) {
  if (!canBuild()) {
    throw new Cure(
      `${images.join(', ')} cannot be pulled: check the engine's way to its registry (docker pull ${images[0]})`,
    );
  }
  say('No registry answers: stand-ins are built from Debian and npm packages.');
  const code = await step(`building ${images.join(', ')}`, () =>
    run('bash', [join(root, 'scripts', 'standins.sh'), ...images]),
  );
  if (code !== 0) throw new Cure('a stand-in image could not be built; see above');
}
