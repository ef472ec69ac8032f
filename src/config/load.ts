import { resolve } from 'node:path';
import { messageOf } from '../base/errors.ts';
import type { Finding } from '../containers/finding.ts';
import { configOf } from './assemble.ts';
import type { Config } from './config.ts';
import { readEnvironment } from './environment.ts';
import type { Fault } from './fault.ts';
import { readSettingsFile } from './file.ts';
import { type Entry, type Environment, givenIn, type ReadFile, type Reading } from './source.ts';
import { unknownVariables } from './unknown-variables.ts';
import { type Chosen, validate } from './validate.ts';

export interface LoadOptions {
  env: Environment;
  /** Relative paths start here. */
  cwd: string;
  readFile: ReadFile;
  /** A settings file that is stronger than all else: what would be if these were changed. */
  over?: string;
}

export type LoadResult =
  | { ok: true; config: Config; findings: Finding[]; chosen: Chosen }
  | { ok: false; faults: Fault[]; findings: Finding[] };

/** Reads file and environment once. Strongest first: `PARAMEDIC_…`, the standard names, the file, the default. */
export function loadConfig(options: LoadOptions): LoadResult {
  const { env, cwd } = options;
  const readFile: ReadFile = (path) => options.readFile(resolve(cwd, path));
  const file = readFileSettings(env, readFile);
  const environment = readEnvironment(env, readFile);
  const over = options.over === undefined ? NOTHING : readSettings(options.over, '--policy', readFile);
  const unknown = unknownVariables(env);

  const chosen = new Map<string, Entry>();
  for (const entry of [...file.entries, ...environment.entries, ...over.entries]) chosen.set(entry.key, entry);
  const unread = [...file.faults, ...environment.faults, ...over.faults];
  const checked = validate(chosen, new Set(unread.map((fault) => fault.key)));
  const faults = [...unknown.faults, ...unread, ...(checked.ok ? [] : checked.faults)];
  const { findings } = unknown;
  if (!checked.ok || faults.length > 0) return { ok: false, faults, findings };
  return { ok: true, config: deepFreeze(configOf(checked.settings, cwd)), findings, chosen };
}

const DEFAULT_FILE = 'paramedic.yml';
const NOTHING: Reading = { entries: [], faults: [] };

/** Without a named file the usual one is read, and need not be there. */
function readFileSettings(env: Environment, readFile: ReadFile): Reading {
  const named = givenIn(env, 'PARAMEDIC_CONFIG');
  if (named !== undefined) return readSettings(named, 'PARAMEDIC_CONFIG', readFile);
  try {
    return readSettingsFile(readFile(DEFAULT_FILE), DEFAULT_FILE);
  } catch (error) {
    return (error as { code?: unknown } | null)?.code === 'ENOENT' ? NOTHING : unreadable(DEFAULT_FILE, error);
  }
}

function readSettings(path: string, source: string, readFile: ReadFile): Reading {
  try {
    return readSettingsFile(readFile(path), path);
  } catch (error) {
    return unreadable(source, error);
  }
}

function unreadable(source: string, error: unknown): Reading {
  const is = `a file that cannot be read (${messageOf(error, 120)})`;
  const key = source === '--policy' ? source : 'PARAMEDIC_CONFIG';
  return { entries: [], faults: [{ key, source, is, shouldBe: 'the path of a YAML file' }] };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
