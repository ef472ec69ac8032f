const NEWLINE = 0x0a;

/**
 * Cuts a byte stream into lines, whatever the borders of its chunks: a line is decoded only when it is whole, so that no
 * character is torn. A line beyond the cap is dropped up to its end and counted, so that memory stays bounded.
 */
export class LineSplitter {
  dropped = 0;
  readonly #onLine: (line: string) => void;
  readonly #capBytes: number;
  #parts: Buffer[] = [];
  #size = 0;
  #dropping = false;

  constructor(onLine: (line: string) => void, capBytes = 1024 * 1024) {
    this.#onLine = onLine;
    this.#capBytes = capBytes;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#endLine(chunk.subarray(start, end));
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  #endLine(last: Buffer): void {
    this.#keep(last);
    const whole = this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts);
    const isWhole = !this.#dropping;
    this.#parts = [];
    this.#size = 0;
    this.#dropping = false;
    const line = isWhole && whole ? whole.toString('utf8').trim() : '';
    if (line !== '') this.#onLine(line);
  }

  #keep(part: Buffer): void {
    if (this.#dropping) return;
    this.#size += part.length;
    if (this.#size <= this.#capBytes) {
      this.#parts.push(part);
      return;
    }
    this.#dropping = true;
    this.#parts = [];
    this.dropped++;
  }
}
