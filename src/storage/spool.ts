import { type FileHandle, mkdir, open, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { ParamedicError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';

const SEGMENT = /^\d{12}\.jsonl$/;
const SEGMENT_BYTES = 4 * 1024 * 1024;

/**
 * A queue of lines on disk, in segments of a few MB. A line is durable when `append` resolves. Lines are read segment by
 * segment, oldest first; a segment is removed when all of it was read, so a crash in between shows its lines again.
 */
export class Spool {
  readonly #directory: string;
  readonly #logger: Logger;
  /** Numbers of the segments that are complete, oldest first. */
  #sealed: number[] = [];
  #active: { number: number; handle: FileHandle; bytes: number } | undefined;
  #next = 1;
  #lines = 0;
  #torn = 0;
  /** Appending, sealing and removing happen one after another. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(directory: string, logger: Logger) {
    this.#directory = directory;
    this.#logger = logger;
  }

  /** Opens the folder, counts what waits there, and cuts off a line that a crash left half written. */
  static async open(directory: string, logger: Logger): Promise<Spool> {
    const spool = new Spool(directory, logger);
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await spool.#recover();
    } catch (cause) {
      throw new ParamedicError('spool_unusable', `cannot use the spool folder ${directory}: ${String(cause)}`, {
        cure: 'make the data folder writable for the user that Paramedic runs as (PARAMEDIC_DATA_DIR)',
        cause,
      });
    }
    return spool;
  }

  /** Lines that wait, those being appended included. */
  get size(): number {
    return this.#lines;
  }

  /** Half-written lines that were cut off. */
  get torn(): number {
    return this.#torn;
  }

  /** Appends whole lines (without their newline) and syncs them to disk once. All or none. */
  async append(lines: readonly string[]): Promise<void> {
    this.#lines += lines.length;
    try {
      await this.#inTurn(() => this.#write(`${lines.join('\n')}\n`));
    } catch (cause) {
      this.#lines -= lines.length;
      throw new ParamedicError('storage_unreachable', `cannot write to the spool: ${String(cause)}`, {
        retryable: true,
        cure: 'free disk space in the data folder, and bring Postgres back',
        cause,
      });
    }
  }

  /** The lines of the oldest segment; undefined when nothing waits. Later lines go to another segment. */
  async oldest(): Promise<{ segment: number; lines: string[] } | undefined> {
    return this.#inTurn(async () => {
      if (this.#sealed.length === 0) await this.#seal();
      const segment = this.#sealed[0];
      return segment === undefined ? undefined : { segment, lines: await this.#read(segment) };
    });
  }

  /** Forgets a segment of which all lines were dealt with. */
  async remove(segment: number, lines: number): Promise<void> {
    await this.#inTurn(async () => {
      await rm(this.#path(segment), { force: true });
      // Without this a power cut could bring old lines back behind newer rows.
      await this.#syncDirectory();
      this.#sealed = this.#sealed.filter((number) => number !== segment);
    });
    this.#lines -= lines;
  }

  async close(): Promise<void> {
    await this.#inTurn(() => this.#seal());
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }

  async #write(text: string): Promise<void> {
    this.#active ??= await this.#begin();
    const { handle, number, bytes } = this.#active;
    try {
      await handle.appendFile(text);
      await handle.datasync();
      this.#active.bytes += Buffer.byteLength(text);
    } catch (error) {
      await truncate(this.#path(number), bytes).catch(() => {});
      throw error;
    }
    if (this.#active.bytes >= SEGMENT_BYTES) await this.#seal();
  }

  async #begin(): Promise<{ number: number; handle: FileHandle; bytes: number }> {
    const number = this.#next;
    const handle = await open(this.#path(number), 'a', 0o600);
    await this.#syncDirectory();
    this.#next += 1;
    return { number, handle, bytes: 0 };
  }

  async #seal(): Promise<void> {
    if (this.#active === undefined) return;
    const { handle, number } = this.#active;
    this.#active = undefined;
    this.#sealed.push(number);
    await handle.close();
  }

  async #recover(): Promise<void> {
    const names = (await readdir(this.#directory)).filter((name) => SEGMENT.test(name));
    this.#sealed = names.map((name) => Number.parseInt(name, 10)).sort((a, b) => a - b);
    this.#next = (this.#sealed.at(-1) ?? 0) + 1;
    for (const number of this.#sealed) {
      await this.#cutTornLine(number);
      this.#lines += (await this.#read(number)).length;
    }
  }

  async #cutTornLine(number: number): Promise<void> {
    const content = await readFile(this.#path(number));
    const end = content.lastIndexOf(0x0a) + 1;
    if (end === content.length) return;
    await truncate(this.#path(number), end);
    this.#torn += 1;
    this.#logger.warn('spool_torn_line', {
      segment: number,
      bytes: content.length - end,
      note: 'a crash came in the middle of a write that was never confirmed',
    });
  }

  async #read(number: number): Promise<string[]> {
    const text = await readFile(this.#path(number), 'utf8');
    return text.split('\n').slice(0, -1);
  }

  async #syncDirectory(): Promise<void> {
    const directory = await open(this.#directory, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  }

  #path(number: number): string {
    return join(this.#directory, `${String(number).padStart(12, '0')}.jsonl`);
  }
}
