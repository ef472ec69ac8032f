import { plainText } from '../base/plain-text.ts';
import { redact } from '../base/redact.ts';

const CAP = 500;

/** Text from outside as the detail of a reading or a description: one line, no control characters, no secrets, capped. */
export function detailOf(text: string, cap: number = CAP, secrets: readonly string[] = []): string {
  // Cut before it is cleaned: a body of megabytes is not worth a look.
  const plain = plainText(text.slice(0, 4 * cap)).replace(/\s+/g, ' ');
  const line = redact(plain, secrets).trim();
  return line.length > cap ? `${line.slice(0, cap - 1).toWellFormed()}…` : line;
}
