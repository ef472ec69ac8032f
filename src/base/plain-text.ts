const CONTROLS = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]+/gu;
/** What colours a terminal's text and moves its cursor; without the sequence's first character its rest would stand there. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what is searched
const SEQUENCES = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/g;

/**
 * Text from containers for one line of a terminal: control characters could rewrite what stands there, and characters
 * that turn the reading direction could make one name look like another.
 */
export function plainText(text: string): string {
  return text.toWellFormed().replace(CONTROLS, ' ');
}

/** The same for text of many lines, such as a log: lines stay lines, colours go without a trace. */
export function plainLines(text: string): string {
  const unpainted = text.toWellFormed().replace(SEQUENCES, '');
  return unpainted
    .split(/\r\n|\r|\n/)
    .map((line) => line.replaceAll('\t', '    ').replace(CONTROLS, ''))
    .join('\n');
}
