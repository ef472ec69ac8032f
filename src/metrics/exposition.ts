import type { Page } from './page.ts';

/**
 * The text format 0.0.4 of Prometheus, as prom-client writes it (a test holds the two side by side), for what there are
 * thousands of series of. It goes over one target after the other, so the labels of a target are formatted once for all of them.
 */

/** `name="value"`, ready to stand between the braces of a series; `value` is a clean label value. */
export const labelText = (name: string, value: string): string =>
  `${name}="${escapeText(value).replaceAll('"', String.raw`\"`)}"`;

/** `name{`, and what labels every series of it has before the others, each with a comma after it. */
export const openingOf = (name: string, labels = ''): Uint8Array => Buffer.from(`${name}{${labels}`);

const CLOSING = Buffer.from('} ');

/** One series and its value; nothing when that is not a number: absent is how Prometheus says "not known". */
export function writeLine(page: Page, opening: Uint8Array, labels: Uint8Array, value: number | undefined): void {
  if (value === undefined || !Number.isFinite(value)) return;
  page.piece(opening);
  page.piece(labels);
  page.piece(CLOSING);
  page.number(value);
  page.lineFeed();
}

export const headOf = (name: string, help: string, type: 'gauge' | 'counter'): string =>
  `# HELP ${name} ${escapeText(help)}\n# TYPE ${name} ${type}\n`;

const escapeText = (text: string): string => text.replaceAll('\\', String.raw`\\`).replaceAll('\n', String.raw`\n`);
