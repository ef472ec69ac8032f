import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { messageOf } from '../base/errors.ts';
import type { Checkout } from '../escalation/checkout.ts';

/** What git is given of the environment: where programs are, and whose settings say which folders are safe. */
export interface GitEnvironment {
  readonly path: string;
  readonly home: string;
}

const TIMEOUT_MS = 10_000;
const MOST_OUTPUT_BYTES = 16 * 2 ** 20;

/** Looks and changes nothing, not even the index; never throws. */
export async function lookAtCheckout(folder: string, environment: GitEnvironment): Promise<Checkout> {
  try {
    if (!(await stat(folder)).isDirectory()) return { kind: 'no_folder' };
  } catch (error) {
    const missing = (error as { code?: unknown } | null)?.code === 'ENOENT';
    return missing ? { kind: 'missing' } : { kind: 'unknown', reason: messageOf(error) };
  }
  const git = (...words: string[]) => run(folder, environment, words);
  const inside = await git('rev-parse', '--is-inside-work-tree');
  if (inside.kind === 'failed') {
    const isNone = inside.said.includes('not a git repository');
    return isNone ? { kind: 'no_repository' } : { kind: 'unknown', reason: inside.said };
  }
  if (inside.output.trim() !== 'true') return { kind: 'no_repository' };
  if ((await git('rev-parse', '--verify', '--quiet', 'HEAD^{commit}')).kind === 'failed') return { kind: 'no_commit' };
  const status = await git('status', '--porcelain', '-z', '--no-renames');
  if (status.kind === 'failed') return { kind: 'unknown', reason: status.said };
  return { kind: 'repository', changes: status.output.split('\0').filter(Boolean).length };
}

type Ran = { readonly kind: 'done'; readonly output: string } | { readonly kind: 'failed'; readonly said: string };

/** A repository may name a program that `status` would run (`core.fsmonitor`): looking must run nothing. */
function run(folder: string, { path, home }: GitEnvironment, words: readonly string[]): Promise<Ran> {
  const env = { PATH: path, HOME: home, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' };
  const options = { env, timeout: TIMEOUT_MS, maxBuffer: MOST_OUTPUT_BYTES };
  return new Promise((resolve) => {
    execFile('git', ['-C', folder, '-c', 'core.fsmonitor=false', ...words], options, (error, stdout, stderr) => {
      if (error === null) return resolve({ kind: 'done', output: stdout });
      if (error.code === 'ENOENT') return resolve({ kind: 'failed', said: 'git is not installed' });
      resolve({ kind: 'failed', said: stderr.trim() || messageOf(error) });
    });
  });
}
