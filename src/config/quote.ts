/** Foreign text for a message: control characters out, one line, at most `max` characters. */
export function bare(text: string, max = 80): string {
  const line = text
    .slice(0, max * 4)
    // Also the marks that turn the direction of writing: with them a value could pose as another.
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .toWellFormed()
    .trim();
  const points = [...line];
  return points.length > max ? `${points.slice(0, max - 1).join('')}…` : line;
}

/** The same in backticks. */
export const quote = (text: string, max = 80): string => `\`${bare(text, max)}\``;
