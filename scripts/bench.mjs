import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuild } from './steps/build.mjs';
import { ensureDependencies, node } from './steps/dependencies.mjs';
import { ensureImages } from './steps/images.mjs';
import { Cure, edge, root, run } from './steps/process.mjs';

const BENCH = fileURLToPath(new URL('../test/bench/main.ts', import.meta.url));

/** `npm run bench`: sets up what is missing, measures, writes docs/benchmarks.md. `-- --quick`: only a short try. */
await edge(async () => {
  await ensureDependencies();
  await ensureBuild();
  const code = await run(process.execPath, [join('scripts', 'engine.mjs')]);
  if (code !== 0) throw new Cure('The benchmark needs a container engine; see above.');
  await ensureImages();
  return bench(process.argv.slice(2));
});

/** Signals are passed on, except the Ctrl-C of a terminal: that one reaches it by itself. */
function bench(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [BENCH, ...args], { cwd: root, stdio: 'inherit' });
    process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
    for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 143));
  });
}
