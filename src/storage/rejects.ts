import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ParamedicError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';

/** Where records go that Postgres will never take: kept for a person, counted, and out of the way of the rest. */
export class Rejects {
  readonly #path: string;
  readonly #logger: Logger;
  #count = 0;

  constructor(spoolDirectory: string, logger: Logger) {
    this.#path = join(spoolDirectory, 'rejected.jsonl');
    this.#logger = logger;
  }

  get count(): number {
    return this.#count;
  }

  async keep(line: string, at: number, error: ParamedicError): Promise<void> {
    const file = await open(this.#path, 'a', 0o600);
    try {
      await file.appendFile(`${JSON.stringify({ at, code: error.code, error: error.message, line })}\n`);
      await file.datasync();
    } finally {
      await file.close();
    }
    this.#count += 1;
    this.#logger.error('storage_rejected', { error: error.message, kept_in: this.#path });
  }
}
