/** Room for a small fleet. */
const LEAST_BYTES = 65_536;
const LINE_FEED = 0x0a;
const ZERO = 0x30;
/** Whole numbers below it are written as plain digits, by JavaScript as well as by us. */
const PLAIN_BELOW = 1e15;

/**
 * Text in UTF-8, written from front to back into one buffer. Lines are put together from pieces that are bytes already: the page
 * of 5,000 containers has 90,000 lines, and as strings they are garbage that takes longer to collect than to make.
 */
export class Page {
  #bytes: Buffer;
  #length = 0;

  /** `room`: so many bytes are expected; more are taken when they do not do. */
  constructor(room = LEAST_BYTES) {
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(LEAST_BYTES, room));
  }

  get length(): number {
    return this.#length;
  }

  text(text: string): void {
    // No character of a string needs more than three bytes; they are counted only where that matters.
    if (this.#length + text.length * 3 > this.#bytes.length) this.#makeRoom(Buffer.byteLength(text));
    this.#length += this.#bytes.write(text, this.#length);
  }

  piece(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** As JavaScript writes it. */
  number(value: number): void {
    if (Number.isInteger(value) && value >= 0 && value < PLAIN_BELOW) this.#digits(value);
    else this.text(`${value}`);
  }

  lineFeed(): void {
    this.#makeRoom(1);
    this.#bytes[this.#length] = LINE_FEED;
    this.#length += 1;
  }

  /** What is written so far, without a copy: for the end. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #digits(value: number): void {
    let count = 1;
    for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) count += 1;
    this.#makeRoom(count);
    let rest = value;
    for (let at = this.#length + count - 1; at >= this.#length; at -= 1) {
      const before = Math.floor(rest / 10);
      this.#bytes[at] = ZERO + rest - before * 10;
      rest = before;
    }
    this.#length += count;
  }

  #makeRoom(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow((this.#length + more) * 2);
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
