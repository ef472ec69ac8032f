import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuild } from './steps/build.mjs';
import { ensureDependencies, node } from './steps/dependencies.mjs';
import { ensureImages } from './steps/images.mjs';
import { Cure, edge, root, run, say, step } from './steps/process.mjs';
import { needsEngine, testEnv } from './steps/test-env.mjs';

/**
 * `npm test`: sets up what is missing, checks the sources, runs every test. Arguments after `--` go to jest. Its result
 * is written to .cache/jest-result.json; a failed check does not keep the tests from running.
 */
const args = process.argv.slice(2);

await edge(async () => {
  await ensureDependencies();
  await ensureBuild();
  if (needsEngine(args)) {
    const code = await run(process.execPath, [join('scripts', 'engine.mjs')]);
    if (code !== 0) throw new Cure('The tests need a container engine; see above.');
    await ensureImages();
  }
  const home = mkdtempSync(join(tmpdir(), 'paramedic-home-'));
  const env = testEnv(process.env, home);
  try {
    const verified = await step('verify: types, lint, dead code, imports', () =>
      run('npm', ['run', '--silent', 'verify'], { env }),
    );
    if (verified !== 0) say('✗ verify failed; see above');
    const tested = await step('jest', () => jest(env));
    return verified || tested;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

function jest(env) {
  const result = join(root, '.cache', 'jest-result.json');
  mkdirSync(join(root, '.cache'), { recursive: true });
  rmSync(result, { force: true });
  const program = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  return run(node, [program, '--json', `--outputFile=${result}`, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
