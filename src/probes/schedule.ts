import type { ProbeSpec } from '../config/container-settings.ts';
import type { Intent } from '../containers/intent.ts';

/** FNV-1a, 32 bits, as a ratio in 0..1: the same for the same text in every process. */
function spread(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  // The last characters (`#1`, `#2`) have to reach the upper bits too.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

/**
 * Pure: when a probe runs first. Thousands that join together are spread over the interval, each at its own place, and the
 * first result comes within one interval.
 */
export function firstRunAt(target: string, spec: ProbeSpec, now: number): number {
  const window = Math.max(spec.intervalMs - spec.timeoutMs, spec.intervalMs / 2);
  return now + spread(`${target} ${spec.name}`) * window;
}

/** Pure: the run after the one that was due then; runs that were missed are left out, so that it keeps its place. */
export function nextRunAt(dueAt: number, intervalMs: number, now: number): number {
  const missed = Math.max(1, Math.ceil((now - dueAt) / intervalMs));
  return dueAt + missed * intervalMs;
}

const STOPS_WITHIN_MS = 30_000;
const HANGUP = 1;

/** Pure: somebody sent it a signal, and it may be on its way out. What it does not answer then is no failure. */
export function mayBeStopping({ kill }: Intent, now: number): boolean {
  return kill !== undefined && kill.signal !== HANGUP && now - kill.at < STOPS_WITHIN_MS;
}
