import type { CliDeps } from '../../src/cli/deps.ts';
import { plain } from '../../src/cli/paint.ts';
import { runCli } from '../../src/cli/program.ts';
import { type LoadResult, loadConfig } from '../../src/config/load.ts';
import { NOW } from './fleet.ts';

export interface Ran {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** A configuration made of these variables only. */
export const configOf = (env: Record<string, string> = {}): LoadResult =>
  loadConfig({
    env,
    cwd: '/nowhere',
    readFile: (path) => {
      throw Object.assign(new Error(`no file ${path}`), { code: 'ENOENT' });
    },
  });

/** Runs a command line against a monitor on this port, at the moment at which the fake fleet lives. */
export async function run(argv: string | readonly string[], port: number, parts: Partial<CliDeps> = {}): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const unexpected = () => Promise.reject(new Error('not expected to be called'));
  const exitCode = await runCli(typeof argv === 'string' ? argv.split(' ') : argv, {
    version: '1.2.3',
    stdout: (text) => void out.push(text),
    stderr: (text) => void err.push(text),
    paint: plain,
    now: () => NOW,
    userName: () => 'anna',
    loadConfig: () => configOf({ PARAMEDIC_LISTEN: `127.0.0.1:${port}` }),
    serve: unexpected,
    work: unexpected,
    serveMcp: unexpected,
    migrate: unexpected,
    databaseUrl: unexpected,
    history: unexpected,
    facts: {
      ...{ engine: unexpected, storage: unexpected, dataDir: unexpected, host: unexpected },
      ...{ channels: unexpected, onCall: unexpected },
    },
    ...parts,
  });
  return { exitCode, stdout: out.join(''), stderr: err.join('') };
}

/** A port on which nothing listens. */
export const NO_PORT = 1;
