import { execFile } from 'node:child_process';
import { ParamedicError } from '../base/errors.ts';

/** For one call of git; longer than any of these take on a large repository. */
const DEADLINE_MS = 60_000;
const MOST_OUTPUT = 8 * 1024 * 1024;

/** Nothing of what a repository may run by itself runs: no hooks, no file-system monitor, no signing, no pager, no remote. */
const SOBER = [
  ...['-c', 'core.hooksPath=/dev/null'],
  ...['-c', 'core.fsmonitor=false'],
  ...['-c', 'commit.gpgSign=false'],
  ...['-c', 'core.pager=cat'],
  ...['-c', 'protocol.allow=never'],
  ...['-c', 'gc.auto=0'],
];

export interface GitOptions {
  readonly path: string;
  /** PATH and HOME for git; nothing else is handed on. */
  readonly environment: Readonly<Record<string, string>>;
}

export const AUTHOR = {
  GIT_AUTHOR_NAME: 'Paramedic',
  GIT_AUTHOR_EMAIL: 'paramedic@localhost',
  GIT_COMMITTER_NAME: 'Paramedic',
  GIT_COMMITTER_EMAIL: 'paramedic@localhost',
} as const;

/** Runs git in a folder and answers what it printed; rejects with `git_failed` and git's own words. */
export function git(cwd: string, words: readonly string[], options: GitOptions): Promise<string> {
  const env = {
    ...options.environment,
    ...AUTHOR,
    PATH: options.path,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
  return new Promise((resolve, reject) => {
    const how = { cwd, env, timeout: DEADLINE_MS, maxBuffer: MOST_OUTPUT, encoding: 'utf8' } as const;
    execFile('git', [...SOBER, ...words], how, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const said = stderr.trim().split('\n').slice(-3).join(' ').slice(0, 500) || error.message.slice(0, 500);
      reject(new ParamedicError('git_failed', `git ${words[0] ?? ''} failed: ${said}`, { cause: error }));
    });
  });
}
