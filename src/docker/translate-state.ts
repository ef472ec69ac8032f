import type { ContainerState, HealthState } from '../containers/container.ts';

const STATES: Readonly<Record<string, ContainerState>> = {
  created: 'created',
  running: 'running',
  paused: 'paused',
  restarting: 'restarting',
  removing: 'removing',
  exited: 'exited',
  dead: 'dead',
};

/** In the order in which they are tried; "Up 2 minutes (Paused)" is also "Up". */
const TEXTS: readonly [RegExp, ContainerState][] = [
  [/\(Paused\)$/, 'paused'],
  [/^Up\b/, 'running'],
  [/^Restarting\b/, 'restarting'],
  [/^Removal/, 'removing'],
  [/^Exited\b/, 'exited'],
  [/^Dead\b/, 'dead'],
];

/** The state by its name, else by the text of `docker ps`; `created`, which nothing is ever done about, when neither is known. */
export function stateOf(state: string | null | undefined, text?: string | null): ContainerState {
  const known = STATES[state?.toLowerCase() ?? ''];
  return known ?? TEXTS.find(([pattern]) => pattern.test(text ?? ''))?.[1] ?? 'created';
}

/**
 * Health is told of a running container only, by list and inspect alike: what a stopped or paused container was last is
 * not how it is, and the two calls would contradict each other.
 */
export function healthOf(status: string | null | undefined, state: ContainerState): HealthState {
  if (state !== 'running') return 'none';
  return status === 'starting' || status === 'healthy' || status === 'unhealthy' ? status : 'none';
}

/** "Up 3 minutes (health: starting)" → starting. */
export function healthInText(text: string | null | undefined): string | undefined {
  return /^Up\b.*\((?:health: )?(starting|healthy|unhealthy)\)$/.exec(text ?? '')?.[1];
}
