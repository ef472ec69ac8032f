export type Style = 'good' | 'bad' | 'dim' | 'bold';

/** Colours a text, or leaves it alone. Applied last: widths are measured without. */
export type Paint = (style: Style, text: string) => string;

const CODES: Readonly<Record<Style, readonly [number, number]>> = {
  good: [32, 39],
  bad: [31, 39],
  dim: [2, 22],
  bold: [1, 22],
};

export const plain: Paint = (_style, text) => text;

export const coloured: Paint = (style, text) => {
  const [on, off] = CODES[style];
  return `\u001b[${on}m${text}\u001b[${off}m`;
};

/** Colours only for eyes: on a terminal, and where nobody set NO_COLOR (https://no-color.org). */
export function wantsColour(env: Readonly<Record<string, string | undefined>>, isTTY: boolean | undefined): boolean {
  return isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}

const VERDICT_STYLES: Readonly<Record<string, Style>> = {
  healthy: 'good',
  sick: 'bad',
  resolved: 'good',
  open: 'bad',
  escalated: 'bad',
};

export const styleOf = (word: string): Style => VERDICT_STYLES[word] ?? 'dim';
