import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuild } from './steps/build.mjs';
import { ensureDependencies, node } from './steps/dependencies.mjs';
import { engineCure, engineState } from './steps/engine.mjs';
import { Cure, edge, root } from './steps/process.mjs';

/**
 * `npm start`: the monitor on this machine's engine, with the embedded Postgres, in the foreground. Arguments after
 * `--` go to `paramedic serve`.
 */
await edge(async () => {
  const state = await engineState();
  if (state !== 'answers') throw new Cure(engineCure(state));
  await ensureDependencies();
  await ensureBuild();
  return monitor(process.argv.slice(2));
});

/** Signals are passed on, except the Ctrl-C of a terminal: that one reaches the monitor by itself. */
function monitor(args) {
  return new Promise((resolve, reject) => {
    // People read this terminal; machines read the log file.
    const env = { PARAMEDIC_LOG_FORMAT: 'text', ...process.env };
    // The flags as in the first line of main.js.
    const command = [
      '--max-semi-space-size=4',
      '--optimize-for-size',
      '--single-threaded',
      join('dist', 'main.js'),
      'serve',
      ...args,
    ];
    const child = spawn(node, command, { cwd: root, stdio: 'inherit', env });
    process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
    for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}
