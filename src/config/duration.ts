const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof UNITS_MS;

/** One or more numbers, each with its unit: `500ms`, `10s`, `1.5h`, `1m30s`. A bare number is refused: nobody can tell its unit. */
export const DURATION_PATTERN = '^(?:\\d{1,9}(?:\\.\\d{1,3})?(?:ms|s|m|h|d)){1,5}$';
const whole = new RegExp(DURATION_PATTERN);

export function parseDuration(text: string): number | undefined {
  if (!whole.test(text)) return undefined;
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(ms|s|m|h|d)/g)) {
    ms += Number(amount) * UNITS_MS[unit as Unit];
  }
  return Math.round(ms);
}

/** In the largest unit that divides it: `30s`, `5m`, `7d`. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s';
  const unit = (['d', 'h', 'm', 's'] as const).find((name) => ms % UNITS_MS[name] === 0) ?? 'ms';
  return `${ms / UNITS_MS[unit]}${unit}`;
}
