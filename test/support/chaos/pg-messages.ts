/** One message of the Postgres protocol; `type` is empty for the first of a client, which has none. */
export interface PgMessage {
  readonly type: string;
  readonly body: Buffer;
  /** With head. */
  readonly bytes: Buffer;
}

/** Cuts what one side says into messages, as it comes. */
export class PgMessages {
  #rest: Buffer = Buffer.alloc(0);
  #head: 4 | 5;

  constructor(side: 'client' | 'server') {
    this.#head = side === 'client' ? 4 : 5;
  }

  *push(chunk: Buffer): Generator<PgMessage> {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const typed = this.#head - 4;
      if (this.#rest.length < this.#head) return;
      const length = typed + this.#rest.readInt32BE(typed);
      if (this.#rest.length < length) return;
      const bytes = this.#rest.subarray(0, length);
      this.#rest = this.#rest.subarray(length);
      const type = bytes.toString('latin1', 0, typed);
      const body = bytes.subarray(this.#head);
      this.#head = 5;
      yield { type, body, bytes };
    }
  }
}

/** A simple query `COMMIT`. */
export const isCommit = ({ type, body }: PgMessage): boolean => type === 'Q' && /^commit\0/i.test(body.toString());

/** The server has ended a transaction, one way or the other. */
export const isEnd = ({ type, body }: PgMessage): boolean =>
  type === 'C' && /^(COMMIT|ROLLBACK)\0/.test(body.toString());
