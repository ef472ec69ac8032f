import { plainText } from '../base/plain-text.ts';
import { type Paint, plain, type Style } from './paint.ts';

/** Lines for people stay within this many columns. */
export const WIDTH = 100;
const GAP = '  ';
const MIN_COLUMN = 8;

export interface Cell {
  text: string;
  style?: Style | undefined;
}

/** Aligned columns; the widest give way until a line fits, and what does not fit ends with `…`. */
export function table(
  head: readonly string[],
  rows: readonly (readonly (Cell | string)[])[],
  paint: Paint = plain,
  width = WIDTH,
): string[] {
  const cells = rows.map((row) => row.map(cellOf));
  const header = head.map((text): Cell => ({ text, style: 'dim' }));
  const lines = [header, ...cells];
  const widths = shrink(wantedWidths(lines), width);
  return lines.map((line) =>
    line
      .map(({ text, style }, column) => {
        const shown = cut(text, widths[column] ?? 0);
        const padding = ' '.repeat((widths[column] ?? 0) - lengthOf(shown));
        return (style === undefined ? shown : paint(style, shown)) + padding;
      })
      .join(GAP)
      .trimEnd(),
  );
}

/** Would nothing be cut? */
export function fits(head: readonly string[], rows: readonly (readonly string[])[], width = WIDTH): boolean {
  const wanted = wantedWidths([head, ...rows].map((line) => line.map(cellOf)));
  return sum(wanted) + GAP.length * (wanted.length - 1) <= width;
}

const wantedWidths = (lines: readonly (readonly Cell[])[]): number[] =>
  (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => lengthOf(line[column]?.text ?? ''))));

const cellOf = (cell: Cell | string): Cell =>
  typeof cell === 'string' ? { text: plainText(cell) } : { ...cell, text: plainText(cell.text) };

function shrink(widths: number[], width: number): number[] {
  const room = width - GAP.length * (widths.length - 1);
  const shrunk = [...widths];
  for (let over = sum(shrunk) - room; over > 0; over -= 1) {
    const widest = shrunk.indexOf(Math.max(...shrunk));
    if ((shrunk[widest] ?? 0) <= MIN_COLUMN) break;
    shrunk[widest] = (shrunk[widest] ?? 0) - 1;
  }
  return shrunk;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** In characters as a person counts them, not in UTF-16 units. */
const lengthOf = (text: string): number => [...text].length;

export function cut(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}

/** Words side by side, broken into lines of at most `WIDTH`, each begun with `indent`. */
export function wrap(words: readonly string[], indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words.map((text) => cut(text, WIDTH - indent.length))) {
    if (line !== '' && lengthOf(indent + line) + 1 + lengthOf(word) > WIDTH) {
      lines.push(indent + line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, indent + line];
}
