import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies, node } from './steps/dependencies.mjs';
import { edge, root, run, step } from './steps/process.mjs';
import { testEnv } from './steps/test-env.mjs';

const REPORT = fileURLToPath(new URL('../test/support/chaos/report.ts', import.meta.url));

/**
 * `npm run chaos`: the chaos tests in their long form, about half an hour; writes docs/chaos.md when all is well. CHAOS_SEED=… repeats
 * a run; arguments after `--` go to jest.
 */
await edge(async () => {
  await ensureDependencies();
  const results = join(root, '.cache', 'chaos.jsonl');
  mkdirSync(join(root, '.cache'), { recursive: true });
  rmSync(results, { force: true });
  const home = mkdtempSync(join(tmpdir(), 'paramedic-home-'));
  const env = { ...testEnv(process.env, home), CHAOS_LONG: '1', CHAOS_RESULTS: results };
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const args = ['--runInBand', '--selectProjects', 'chaos', ...process.argv.slice(2)];
  const tested = await step('chaos', () =>
    run(node, [jest, ...args], { env, stdio: ['ignore', 'inherit', 'inherit'] }),
  );
  rmSync(home, { recursive: true, force: true });
  return tested || run(node, ['--disable-warning=ExperimentalWarning', REPORT, results]);
});
