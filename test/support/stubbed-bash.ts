import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Tells its own name and arguments, and does nothing else. */
const STUB = `#!/bin/bash
enable printf
printf '%s\\0' "\${0##*/}" "$@" > "$GATE_TEST_CALLS/$$"
`;
/** These would act inside of the shell, where no stub is asked. */
const NO_BUILTINS = 'enable -n echo pwd true cd printf test [ kill eval exec source . command builtin trap export\n';

/** The machine's own bash with nothing in its PATH but programs that only tell how they were called. */
export class StubbedBash {
  readonly #folder = mkdtempSync(join(tmpdir(), 'gate-bash-'));
  readonly names: readonly string[];

  constructor(names: readonly string[]) {
    this.names = names;
    for (const sub of ['bin', 'calls', 'work']) mkdirSync(join(this.#folder, sub));
    for (const name of names) {
      writeFileSync(join(this.#folder, 'bin', name), STUB);
      chmodSync(join(this.#folder, 'bin', name), 0o755);
    }
    writeFileSync(join(this.#folder, 'rc'), NO_BUILTINS);
  }

  /** What was called, each with its arguments, in no particular order. */
  run(command: string): readonly (readonly string[])[] {
    const calls = join(this.#folder, 'calls');
    spawnSync('/bin/bash', ['-c', command], {
      cwd: join(this.#folder, 'work'),
      env: {
        PATH: join(this.#folder, 'bin'),
        BASH_ENV: join(this.#folder, 'rc'),
        GATE_TEST_CALLS: calls,
        LC_ALL: 'C.UTF-8',
      },
      stdio: 'ignore',
      timeout: 20_000,
    });
    const files = readdirSync(calls).map((name) => join(calls, name));
    const made = files.map((file) => readFileSync(file, 'utf8').split('\0').slice(0, -1));
    for (const file of files) rmSync(file);
    return made;
  }

  /** Files that a command has left behind. */
  left(): readonly string[] {
    return readdirSync(join(this.#folder, 'work'));
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}
