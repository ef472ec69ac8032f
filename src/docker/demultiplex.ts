const HEADER = 8;

/**
 * The text of a container without a TTY comes in frames: stream (0, 1, 2), three zero bytes, length, text. A TTY's text comes
 * as it is, and no terminal starts with such bytes. A last frame that was cut is kept as far as it goes. Pure.
 */
export function demultiplex(bytes: Buffer): Buffer {
  if (!isFrame(bytes, 0)) return bytes;
  const texts: Buffer[] = [];
  let at = 0;
  while (isFrame(bytes, at)) {
    const end = at + HEADER + bytes.readUInt32BE(at + 4);
    texts.push(bytes.subarray(at + HEADER, end));
    at = end;
  }
  return Buffer.concat(texts);
}

function isFrame(bytes: Buffer, at: number): boolean {
  if (bytes.length < at + HEADER) return false;
  return (bytes[at] ?? 3) <= 2 && bytes[at + 1] === 0 && bytes[at + 2] === 0 && bytes[at + 3] === 0;
}
