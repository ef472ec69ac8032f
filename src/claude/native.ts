import { closeSync, existsSync, openSync, readSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';

const SDK = '@anthropic-ai/claude-agent-sdk';
const CLI = '@anthropic-ai/claude-code';
/** What npm leaves as `claude` when the step that puts the program in its place was not run. */
const STUB_TEXT = 'native binary not installed';

/** Packages that may hold the program for a platform, the fitting C library first: `linux-x64`, `linux-x64-musl`. */
export function platformNames(platform: string, arch: string, musl: boolean): string[] {
  const name = `${platform}-${arch}`;
  if (platform !== 'linux') return [name];
  return musl ? [`${name}-musl`, name] : [name, `${name}-musl`];
}

/** The program that came with the SDK as an optional dependency; undefined when it was left out at the installation. */
export function bundledClaude(): string | undefined {
  return nativeOf(SDK, import.meta.url);
}

/** Is this the placeholder of an npm installation without its last step? */
export function isStub(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(4_096);
    return head.toString('latin1', 0, readSync(file, head)).includes(STUB_TEXT);
  } finally {
    closeSync(file);
  }
}

/** The program that belongs to a placeholder: npm has put it beside it, in a package of its own. */
export function programBesideStub(stub: string): string | undefined {
  return nativeOf(CLI, realpathSync(stub));
}

function nativeOf(packageName: string, from: string): string | undefined {
  const { resolve } = createRequire(from);
  for (const name of platformNames(process.platform, process.arch, isMusl())) {
    try {
      const path = resolve(`${packageName}-${name}/claude`);
      if (existsSync(path)) return path;
    } catch {
      // Not installed: npm takes only the one that fits the machine.
    }
  }
  return undefined;
}

/** Node's own report names the version of glibc, where that is what Node runs on. */
function isMusl(): boolean {
  if (process.platform !== 'linux') return false;
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return header?.glibcVersionRuntime === undefined;
}
