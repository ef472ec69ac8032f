import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import type { RunEvent } from '../escalation/launch.ts';

const MAX_BYTES = 20 * 1_024 * 1_024;

/**
 * One line a happening, in order, for nobody else's eyes (0600). Appends: a second launch in the same folder goes on below.
 * Beyond the cap one last line says so, and the rest is dropped. A disk that refuses to write ends the transcript, never
 * the run.
 */
export class Transcript {
  readonly #maxBytes: number;
  #file: number | undefined;
  #written: number;
  /** What ended it before its time. */
  error: string | undefined;

  constructor(path: string, maxBytes = MAX_BYTES) {
    this.#maxBytes = maxBytes;
    this.#file = openSync(path, 'a', 0o600);
    this.#written = fstatSync(this.#file).size;
  }

  write(at: number, event: RunEvent): void {
    if (this.#file === undefined) return;
    const line = `${JSON.stringify({ at: new Date(at).toISOString(), ...event })}\n`;
    const bytes = Buffer.byteLength(line);
    if (this.#written + bytes > this.#maxBytes) {
      this.#append(`${JSON.stringify({ at: new Date(at).toISOString(), kind: 'cut', maxBytes: this.#maxBytes })}\n`);
      this.close();
      return;
    }
    this.#written += bytes;
    this.#append(line);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #append(line: string): void {
    if (this.#file === undefined) return;
    try {
      writeSync(this.#file, line);
    } catch (error) {
      this.error = String(error);
      this.close();
    }
  }
}
