/** As JSON, in bytes of UTF-8. */
export const LARGEST_EVIDENCE_BYTES = 32 * 1024;

type Parts = Readonly<Record<string, unknown>>;

/** In this order parts give way once the log has: what is told elsewhere first, the last health checks last. */
const GIVES_WAY = ['setup', 'events', 'samples', 'probes', 'checks', 'lastCheck'] as const;

/** Room for the words `truncated` and the names in it. */
const RESERVE_BYTES = 200;

/** Cuts evidence to its size: the log first, from its start, then whole parts. Names what was cut in `truncated`. */
export function fitted(parts: Parts, largestBytes: number = LARGEST_EVIDENCE_BYTES): Parts {
  if (sizeOf(parts) <= largestBytes) return parts;
  const largest = largestBytes - RESERVE_BYTES;
  const truncated: string[] = [];
  const kept: Record<string, unknown> = { ...parts };
  if (typeof parts.logs === 'string') {
    const room = largest - sizeOf({ ...parts, logs: '' });
    kept.logs = wholeLines(endWithin(parts.logs, Math.max(0, room)), parts.logs);
    truncated.push('logs');
  }
  for (const name of GIVES_WAY) {
    if (sizeOf(kept) <= largest) break;
    if (kept[name] === undefined) continue;
    delete kept[name];
    truncated.push(name);
  }
  return { ...kept, truncated };
}

export const sizeOf = (parts: Parts): number => Buffer.byteLength(JSON.stringify(parts));

/** The longest end of a text that takes at most so many bytes within JSON. */
function endWithin(text: string, bytes: number): string {
  let start = text.length;
  for (let room = bytes; start > 0; ) {
    const low = text.charCodeAt(start - 1);
    const isPair = low >= 0xdc00 && low <= 0xdfff;
    room -= isPair ? 4 : bytesOf(low);
    if (room < 0) break;
    start -= isPair ? 2 : 1;
  }
  return text.slice(start);
}

function bytesOf(code: number): number {
  if (code === 0x22 || code === 0x5c || code === 0x0a) return 2;
  if (code < 0x80) return 1;
  return code < 0x800 ? 2 : 3;
}

/** Half a line at the start says something that was never said. */
function wholeLines(end: string, whole: string): string {
  if (end.length === whole.length) return end;
  const lineEnd = end.indexOf('\n');
  return lineEnd < 0 ? end : end.slice(lineEnd + 1);
}
