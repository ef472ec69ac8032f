import { type LoadResult, loadConfig } from '../../../src/config/load.ts';

const missing = (path: string): Error => Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });

/** Loads with this environment, and with these files below /srv. */
export const load = (env: Record<string, string>, files: Record<string, string> = {}): LoadResult =>
  loadConfig({
    env,
    cwd: '/srv',
    readFile: (path) => {
      const text = files[path];
      if (text === undefined) throw missing(path);
      return text;
    },
  });

export function loaded(env: Record<string, string>, files: Record<string, string> = {}) {
  const result = load(env, files);
  if (!result.ok) throw new Error(JSON.stringify(result.faults, null, 1));
  return result;
}

export function faultsOf(env: Record<string, string>, files: Record<string, string> = {}) {
  const result = load(env, files);
  return result.ok ? [] : result.faults;
}
