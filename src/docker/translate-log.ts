import type { LogLine } from '../probes/ports.ts';

const STAMPED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z (.*)$/s;

/**
 * Lines that the engine wrote with timestamps → what was written and when. A line without a stamp is the rest of one that
 * the engine cut, and belongs to the line before. `cut`: the last line is not whole and left out. Pure.
 */
export function translateLog(text: string, cut: boolean): readonly LogLine[] {
  const raw = text.split('\n');
  // What follows the last line end is nothing, or a line that broke off.
  const rest = raw.pop() ?? '';
  if (!cut && rest !== '') raw.push(rest);
  const lines: LogLine[] = [];
  for (const line of raw) {
    const stamped = STAMPED.exec(line);
    const last = lines.at(-1);
    if (stamped)
      lines.push({ atNs: nanosOf(stamped[1] ?? '', stamped[2] ?? ''), text: withoutReturn(stamped[3] ?? '') });
    else if (last) lines[lines.length - 1] = { atNs: last.atNs, text: `${last.text}\n${withoutReturn(line)}` };
  }
  return lines;
}

const nanosOf = (second: string, fraction: string): bigint =>
  BigInt(Date.parse(`${second}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));

/** A TTY ends its lines with both. */
const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);
