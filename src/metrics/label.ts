const MAX_LENGTH = 256;

/**
 * Text from outside as a label value: well-formed Unicode, no control characters (a newline stays: the exposition
 * format has an escape for it), capped. prom-client escapes backslash, quote and newline.
 */
export function labelValue(text: string): string {
  return text
    .slice(0, MAX_LENGTH)
    .toWellFormed()
    .replace(/[^\P{Cc}\n]/gu, '\ufffd');
}
