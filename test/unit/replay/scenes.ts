import type { Config } from '../../../src/config/config.ts';
import type { Flip } from '../../../src/incidents/incident.ts';
import type { History } from '../../../src/replay/history.ts';
import { configOf } from '../../support/cli.ts';
import { AT, aFlip } from '../../support/records.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

/** The shipped configuration with these variables. */
export function policy(env: Record<string, string> = {}): Config {
  const loaded = configOf(env);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  return loaded.config;
}

export const history = (flips: readonly Flip[], part: Partial<History> = {}): History => ({
  since: AT - MINUTE,
  until: AT + 24 * 60 * MINUTE,
  flips: [...flips].sort((a, b) => a.at - b.at),
  remediations: [],
  incidents: [],
  refusals: [],
  silences: [],
  watched: { box: 20 },
  ...part,
});

const FACTS = { state: 'running', health: 'healthy', restartPolicy: 'no', imageId: 'sha256:1', place: 'ordinary' };
const DETAILS: Record<string, object> = {
  healthy: FACTS,
  sick: {
    ...FACTS,
    ...{
      health: 'unhealthy',
      type: 'container_unhealthy',
      severity: 'critical',
      description: 'The health check fails',
    },
  },
  unknown: { ...FACTS, health: 'starting' },
  off: { ...FACTS, state: 'exited', health: 'none', exitCode: 0 },
};
const REASONS: Record<string, string> = {
  ...{ healthy: 'health_check_passes', sick: 'health_check_fails', unknown: 'starting', off: 'stopped_on_purpose' },
};

/** What was seen of one target, at these seconds after `AT`. */
export function course(
  target: string,
  steps: readonly (readonly [seconds: number, to: string, detail?: object])[],
): Flip[] {
  let from = 'healthy';
  return steps.map(([seconds, to, detail = {}]) => {
    const whole = { actions: ['restart'], ...DETAILS[to], ...detail };
    const flip = aFlip({ target, at: AT + seconds * SECOND, from, to, reason: REASONS[to] ?? '', detail: whole });
    from = to;
    return flip;
  });
}

/** Restarted and well again. */
export const healed = (target: string, at = 0): Flip[] =>
  course(target, [
    [at, 'sick'],
    [at + 0.3, 'unknown'],
    [at + 5, 'healthy'],
  ]);

/** Sick all the time, but for the moments after its two restarts; a person mends it after half an hour. */
export const hopeless = (target: string, at = 0): Flip[] =>
  course(target, [
    [at, 'sick'],
    [at + 0.3, 'unknown'],
    [at + 5, 'sick'],
    [at + 16, 'unknown'],
    [at + 21, 'sick'],
    [at + 1_800, 'healthy'],
  ]);
