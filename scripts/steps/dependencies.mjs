import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cure, capture, root, step } from './process.mjs';

const STAMP = join(root, 'node_modules', '.paramedic-lock');
/** The package `node` brings the Node of `engines`, so that the machine's own may be older. */
export const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');

/** True when node_modules was installed from this very lock file. */
const areInstalled = () => existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lockHash() && existsSync(node);

export async function ensureDependencies() {
  if (areInstalled()) return;
  await step('installing dependencies (npm ci)', async () => {
    const { code, output } = await capture('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error']);
    if (code !== 0) throw new Cure(`npm ci failed; npm said:\n${output.trim()}`);
    await ensureNode();
    writeFileSync(STAMP, lockHash());
  });
}

/** Where npm runs no install scripts (`--ignore-scripts`, npm 12), the one of `node` is run here: nothing works without it. */
async function ensureNode() {
  if (existsSync(node)) return;
  const { code, output } = await capture(process.execPath, ['installArchSpecificPackage.js'], {
    cwd: join(root, 'node_modules', 'node'),
    env: { ...process.env, npm_config_ignore_scripts: 'false' },
  });
  if (code === 0 && existsSync(node)) return;
  throw new Cure(
    `the npm package 'node' could not fetch its binary; install Node 24 or allow its script. It said:\n${output}`,
  );
}
