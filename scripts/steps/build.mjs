import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { node } from './dependencies.mjs';
import { Cure, capture, root, say } from './process.mjs';

/** Compiles what changed since the last time: incremental, so nothing to do costs a fraction of a second. */
export async function ensureBuild() {
  if (!existsSync(join(root, 'dist'))) say('• building dist/');
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { code, output } = await capture(node, [tsc, '-p', 'tsconfig.build.json']);
  if (code !== 0) throw new Cure(`the build failed:\n${output.trim()}`);
  // The compiler gives no file the right to be run, and `npx paramedic` runs this one.
  chmodSync(join(root, 'dist', 'main.js'), 0o755);
}
