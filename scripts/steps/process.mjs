import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** What set-up says goes to stderr: stdout belongs to the command that follows it. */
export const say = (line) => process.stderr.write(`${line}\n`);

/** A fault that a person can cure: shown as one line without a stack. */
export class Cure extends Error {}

/** Runs a command with the terminal of this one and gives its exit code; a signal counts as 128 + 15. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 143));
  });
}

/** Runs a command quietly: `{ code, output }`, the output kept for the case that it failed. A missing command is code 127. */
export function capture(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.once('error', (error) => resolve({ code: 127, output: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 143, output }));
  });
}

/** One line a step, with its time: `name` before and after, because some steps take a while. */
export async function step(name, work) {
  const start = performance.now();
  say(`• ${name} …`);
  const result = await work();
  say(`• ${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}

/** The edge of every script: its exit code is what `main` returns; a Cure is one line, anything else keeps its stack. */
export async function edge(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    say(error instanceof Cure ? `✗ ${error.message}` : (error.stack ?? String(error)));
    process.exitCode = 1;
  }
}
