const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const;

/** A span for a sentence: `5 min`, `1.5 h`, `100 s`; in the largest unit that needs at most one digit behind the point. */
export function spanInWords(ms: number): string {
  for (const [unitMs, unit] of UNITS) {
    const tenths = (ms * 10) / unitMs;
    if (ms >= unitMs && Number.isInteger(tenths)) return `${tenths / 10} ${unit}`;
  }
  return `${Math.round(ms / 1_000)} s`;
}

export const percentInWords = (ratio: number): string => `${Math.round(ratio * 100)} %`;

/** Bytes for a sentence, binary: `512 MiB`, `1.5 GiB`. */
export function bytesInWords(bytes: number): string {
  const gib = bytes / 2 ** 30;
  return gib >= 1 ? `${gib.toFixed(1)} GiB` : `${Math.round(bytes / 2 ** 20)} MiB`;
}
