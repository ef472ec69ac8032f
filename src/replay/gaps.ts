import type { Flip } from '../incidents/incident.ts';

/**
 * Pure: where a change begins from another verdict than the one before it ended in, something happened that nobody saw,
 * because Paramedic did not run. When, is not known; the middle is as far from the truth as it must be.
 */
export function withGapsFilled(flips: readonly Flip[]): { flips: Flip[]; gaps: number } {
  const last = new Map<string, Flip>();
  let gaps = 0;
  const filled = flips.flatMap((flip): Flip[] => {
    const before = last.get(flip.target);
    last.set(flip.target, flip);
    if (before === undefined || before.to === flip.from) return [flip];
    gaps += 1;
    const unseen = {
      ...flip,
      at: Math.floor((before.at + flip.at) / 2),
      from: before.to,
      reason: 'not_seen',
      detail: {},
    };
    // Of what it was sick is not known.
    return [{ ...unseen, to: flip.from === 'sick' ? 'unknown' : flip.from }, flip];
  });
  return { flips: filled, gaps };
}
