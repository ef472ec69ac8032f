const SECONDS = { ms: 1_000, name: 's' } as const;
const UNITS = [
  { ms: 86_400_000, name: 'd' },
  { ms: 3_600_000, name: 'h' },
  { ms: 60_000, name: 'min' },
  SECONDS,
] as const;

/** A span for people, in its largest unit, rounded down: `2 min`. */
export function span(ms: number): string {
  for (const unit of UNITS) {
    if (ms >= unit.ms) return `${Math.floor(ms / unit.ms)} ${unit.name}`;
  }
  return `${Math.max(0, Math.floor(ms))} ms`;
}

/** An instant for people, seen from `now`: `2 min ago`, `in 8 s`, `just now`. */
export function ago(at: number, now: number): string {
  if (Math.abs(now - at) < 1_000) return 'just now';
  return at < now ? `${span(now - at)} ago` : `in ${untilThen(at - now)}`;
}

/** People plan by it: to the nearest second, and not `1 h` for two hours less a moment. */
function untilThen(ms: number): string {
  const rounded = Math.round(ms / 1_000) * 1_000;
  const unit = UNITS.find((one) => rounded >= 2 * one.ms) ?? SECONDS;
  return `${Math.floor(rounded / unit.ms)} ${unit.name}`;
}
