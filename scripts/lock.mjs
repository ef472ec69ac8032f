import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Completes package-lock.json for every platform. A registry that does not serve the builds for all platforms makes npm
 * leave them out, and `npm ci` then refuses the lock file everywhere. Run it after each change of the dependencies:
 * `npm run lock`.
 */
const OS = ['android', 'darwin', 'linux', 'win32', 'freebsd', 'openharmony'];
const CPU = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 'riscv64', 's390x', 'loong64'];

/** What npm reads to know that a build is not for this machine; the names of platform builds spell it out. */
export function platformOf(name) {
  const words = name.split('/').pop().split('-');
  const first = (known) => known.filter((word) => words.includes(word)).slice(0, 1);
  const libc = words.some((word) => word.startsWith('musl')) ? ['musl'] : words.includes('gnu') ? ['glibc'] : undefined;
  return { cpu: first(CPU), os: first(OS), ...(libc && { libc }) };
}

export function missingBuilds(packages) {
  const added = {};
  for (const [path, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (/^\d+\.\d+\.\d+/.test(version) && !reachable(packages, path, name)) {
        const flags = entry.dev ? { dev: true } : {};
        added[`node_modules/${name}`] = { version, ...platformOf(name), ...flags, optional: true };
      }
    }
  }
  return added;
}

/** Node's own search: the package's node_modules, then each one above it. */
function reachable(packages, from, name) {
  for (let path = from; ; path = path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/')))) {
    if (packages[`${path === '' ? '' : `${path}/`}node_modules/${name}`]) return true;
    if (path === '' || !path.includes('/node_modules/')) return Boolean(packages[`node_modules/${name}`]);
  }
}

if (fileURLToPath(import.meta.url) === process.argv[1]) {
  const file = new URL('../package-lock.json', import.meta.url);
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const added = missingBuilds(lock.packages);
  const { '': root, ...rest } = lock.packages;
  const sorted = Object.entries({ ...rest, ...added }).sort(([a], [b]) => a.localeCompare(b, 'en'));
  lock.packages = { '': root, ...Object.fromEntries(sorted) };
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`lock: ${Object.keys(added).length} builds for other platforms added`);
}
