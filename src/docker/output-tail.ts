const HEADER = 8;

/** Takes the frames of an attached exec as they come, cut anywhere, and keeps the end of their text. */
export class OutputTail {
  readonly #keepBytes: number;
  readonly #keepChars: number;
  #chunks: Buffer[] = [];
  #kept = 0;
  #header: Buffer = Buffer.alloc(0);
  #left = 0;

  constructor(keepChars: number) {
    this.#keepChars = keepChars;
    // A character has up to four bytes.
    this.#keepBytes = keepChars * 4;
  }

  push(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#left > 0) {
        this.#keep(rest.subarray(0, this.#left));
        const taken = Math.min(this.#left, rest.length);
        this.#left -= taken;
        rest = rest.subarray(taken);
        continue;
      }
      const missing = HEADER - this.#header.length;
      this.#header = Buffer.concat([this.#header, rest.subarray(0, missing)]);
      rest = rest.subarray(missing);
      if (this.#header.length < HEADER) return;
      this.#left = this.#header.readUInt32BE(4);
      this.#header = Buffer.alloc(0);
    }
  }

  text(): string {
    const characters = [...Buffer.concat(this.#chunks).toString('utf8')];
    return characters.slice(-this.#keepChars).join('');
  }

  #keep(bytes: Buffer): void {
    this.#chunks.push(bytes);
    this.#kept += bytes.length;
    // Compacted now and then: a command that prints gigabytes costs no memory.
    if (this.#kept < this.#keepBytes * 4) return;
    const tail = Buffer.from(Buffer.concat(this.#chunks).subarray(-this.#keepBytes));
    this.#chunks = [tail];
    this.#kept = tail.length;
  }
}
