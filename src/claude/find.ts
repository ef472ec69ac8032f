import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { messageOf } from '../base/errors.ts';
import { bundledClaude, isStub, programBesideStub } from './native.ts';

export interface FindClaudeOptions {
  /** As configured; undefined: the bundled one, else `claude` in PATH. */
  readonly path: string | undefined;
  /** The value of PATH. */
  readonly pathVariable: string;
}

export type ClaudeProgram =
  | { readonly kind: 'found'; readonly path: string; readonly version: string }
  | { readonly kind: 'missing'; readonly reason: string; readonly cure: string };

/** Older ones know neither the hooks nor the options that the guardrails rest on. */
const OLDEST = [2, 1] as const;
const VERSION_TIMEOUT_MS = 10_000;
const INSTALL =
  'npm install -g @anthropic-ai/claude-code (with its install scripts), or set PARAMEDIC_CLAUDE_PATH to the program.';

/**
 * Which Claude Code there is: the configured one, else the one that came with the SDK, else `claude` in PATH. It counts only
 * if it runs and tells a version that is new enough. A configured path is never replaced by another one. Never throws.
 */
export async function findClaude(options: FindClaudeOptions, bundled = bundledClaude): Promise<ClaudeProgram> {
  const path = options.path ?? bundled() ?? inPath(options.pathVariable);
  if (path === undefined) {
    return missing('Claude Code is not installed: it did not come with Paramedic and there is no `claude` in PATH');
  }
  if (!isProgram(path)) return missing(`${path} is not a program that can be run`);
  try {
    const program = isStub(path) ? programBesideStub(path) : path;
    if (program === undefined) {
      return missing(
        `${path} is a placeholder: npm was kept from installing the program itself (--ignore-scripts, --omit=optional)`,
      );
    }
    return await withVersion(program, options.pathVariable);
  } catch (error) {
    return missing(`${path} cannot be used: ${messageOf(error)}`);
  }
}

async function withVersion(path: string, pathVariable: string): Promise<ClaudeProgram> {
  const told = await tellVersion(path, pathVariable);
  const version = /^(\d+)\.(\d+)\.(\d+)\S*(?= \(Claude Code\))/.exec(told);
  if (version === null) return missing(`${path} --version answers ${JSON.stringify(told.slice(0, 100))}`);
  const [major = 0, minor = 0] = [Number(version[1]), Number(version[2])];
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    return missing(`${path} is Claude Code ${version[0]}; the guardrails need ${OLDEST.join('.')} or newer`);
  }
  return { kind: 'found', path, version: version[0] };
}

/** Without anything of our environment but PATH, which one installed by npm needs to find node. */
function tellVersion(path: string, pathVariable: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { PATH: pathVariable, HOME: '/nonexistent' };
    execFile(path, ['--version'], { env, timeout: VERSION_TIMEOUT_MS }, (error, stdout) =>
      error === null ? resolve(stdout.trim()) : reject(error),
    );
  });
}

/** Only absolute folders: what `.` means depends on where Paramedic happens to run. */
function inPath(pathVariable: string): string | undefined {
  return pathVariable
    .split(delimiter)
    .filter(isAbsolute)
    .map((folder) => join(folder, 'claude'))
    .find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

const missing = (reason: string): ClaudeProgram => ({ kind: 'missing', reason, cure: INSTALL });
