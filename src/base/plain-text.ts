/**
 * Text from containers for one line of a terminal: control characters could rewrite what stands there, and characters
 * that turn the reading direction could make one name look like another.
 */
export function plainText(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]+/gu, ' ');
}
