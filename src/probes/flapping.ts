import type { ThresholdConfig } from '../config/config.ts';
import type { Symptom } from './symptom.ts';
import { spanInWords } from './words.ts';

type Thresholds = Pick<ThresholdConfig, 'flap' | 'flapLeave'>;

/** What is kept of a target's ups and downs. */
export interface FlapState {
  /** When it turned sick, oldest first. */
  readonly sickFlips: readonly number[];
  /** Since when it is flapping; undefined: it is not. */
  readonly flappingSince: number | undefined;
}

/**
 * Pure: the next state. Entered by `flap.count` turns for the worse within the window, left when at most `flapLeave` of them
 * are still inside: between the two it stays as it was, so that the opinion on flapping does not flap.
 */
export function nextFlapState(state: FlapState, turnedSick: boolean, thresholds: Thresholds, now: number): FlapState {
  const since = isFlapping(state, thresholds, now) ? state.flappingSince : undefined;
  const inside = within(state.sickFlips, thresholds, now);
  const sickFlips = turnedSick ? [...inside, now] : inside;
  const enters = sickFlips.length >= thresholds.flap.count;
  return { sickFlips, flappingSince: since ?? (enters ? now : undefined) };
}

function isFlapping(state: FlapState, thresholds: Thresholds, now: number): boolean {
  return state.flappingSince !== undefined && within(state.sickFlips, thresholds, now).length > thresholds.flapLeave;
}

/** When it is over if nothing happens meanwhile; undefined when it is not flapping. */
export function flappingEndsAt(state: FlapState, thresholds: Thresholds, now: number): number | undefined {
  if (!isFlapping(state, thresholds, now)) return undefined;
  const lastThatKeepsIt = state.sickFlips[state.sickFlips.length - 1 - thresholds.flapLeave];
  return lastThatKeepsIt === undefined ? undefined : lastThatKeepsIt + thresholds.flap.windowMs;
}

export function flappingSymptom(
  name: string,
  state: FlapState,
  thresholds: Thresholds,
  now: number,
): Symptom | undefined {
  if (!isFlapping(state, thresholds, now)) return undefined;
  const times = within(state.sickFlips, thresholds, now);
  const window = spanInWords(thresholds.flap.windowMs);
  return {
    type: 'flapping',
    severity: 'warning',
    reason: 'turns_sick_often',
    description: `${name} turned sick ${times.length} times within ${window}`,
    evidence: {
      turnedSickAt: times.map((at) => new Date(at).toISOString()),
      windowMs: thresholds.flap.windowMs,
      overWhenAtMost: thresholds.flapLeave,
    },
  };
}

function within(instants: readonly number[], { flap }: Thresholds, now: number): readonly number[] {
  return instants.filter((at) => at > now - flap.windowMs);
}
