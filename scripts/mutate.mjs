import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDependencies, node } from './steps/dependencies.mjs';
import { edge, root, run } from './steps/process.mjs';
import { testEnv } from './steps/test-env.mjs';

/**
 * `npm run mutate`: the mutation score of the pure policy code, and every change that no test noticed. Fails below the
 * threshold. Arguments after `--` go to Stryker: `npm run mutate -- --mutate src/base/backoff.ts`.
 */
await edge(async () => {
  await ensureDependencies();
  const home = mkdtempSync(join(tmpdir(), 'paramedic-home-'));
  const program = join(root, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
  const config = join('test', 'mutation', 'stryker.config.js');
  try {
    return await run(node, [program, 'run', config, ...process.argv.slice(2)], { env: testEnv(process.env, home) });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
