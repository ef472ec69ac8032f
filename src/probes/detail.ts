import { plainText } from '../base/plain-text.ts';

const CAP = 500;

/** Text from outside as the detail of a reading or a description: one line, without control characters, capped. */
export function detailOf(text: string, cap: number = CAP): string {
  // Cut before it is cleaned: a body of megabytes is not worth a look.
  const line = plainText(text.slice(0, 4 * cap))
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > cap ? `${line.slice(0, cap - 1).toWellFormed()}…` : line;
}
