import type { ContainerState } from '../containers/container.ts';
import type { OffReason } from '../probes/verdict.ts';
import type { Chart } from './chart.ts';
import { attemptUnderway, isHandedOver, outagesOf } from './chart.ts';

/** Somebody whom a target needs, directly or not, as it is now. */
export interface Relative {
  readonly target: string;
  /**
   * `off`: a person stopped it, or it is down and the target lives in its network; `suspect`: not sick yet, but its last check
   * failed, or it is only starting, being made or removed.
   */
  readonly state: 'well' | 'suspect' | 'sick' | 'off';
  /** Since when. */
  readonly since: number;
  /** The incident that stands for its trouble. */
  readonly incidentId: string | undefined;
}

/** A parent's chart, and whether the child lives in its network. */
export interface Parent {
  readonly chart: Chart;
  readonly sharesNetwork: boolean;
}

export function relativeOf(parent: Parent): Relative {
  const { chart } = parent;
  const outages = outagesOf(chart);
  const trouble = outages.find(({ parentId }) => parentId === undefined) ?? outages[0];
  return { target: chart.target, state: stateOf(parent), since: chart.since, incidentId: trouble?.id };
}

function stateOf({ chart, sharesNetwork }: Parent): Relative['state'] {
  const { verdict, container } = chart;
  if (verdict.kind === 'sick' || attemptUnderway(chart) !== undefined) return 'sick';
  if (verdict.kind === 'off' && isHandedOver(chart)) return 'sick';
  // Nobody can be started in a network that is not up: an attempt would only end the child, too.
  if (sharesNetwork && DOWN.includes(container.state)) return 'off';
  if (verdict.kind === 'off') return WHEN_OFF[verdict.reason];
  return verdict.kind === 'unknown' || container.failingStreak > 0 ? 'suspect' : 'well';
}

const DOWN: readonly ContainerState[] = ['created', 'exited', 'removing', 'dead'];

/** Only a person's wish holds those who need it: a job that ended well is no trouble, and the rest passes by itself. */
const WHEN_OFF: Readonly<Record<OffReason, Relative['state']>> = {
  // As the last rung: it is still the trouble.
  stopped_by_paramedic: 'sick',
  stopped_on_purpose: 'off',
  paused: 'off',
  finished: 'well',
  not_started: 'suspect',
  removing: 'suspect',
  removed: 'suspect',
};

/**
 * Its network is gone: it lives in the network of a parent that has started anew since, and the engine leaves it in the old
 * one. Only a restart (or, when the parent was replaced, a recreate) helps.
 */
export function lostNetworkOf(chart: Pick<Chart, 'container'>, parents: readonly Parent[]): string | undefined {
  const { container } = chart;
  if (container.state !== 'running' || container.startedAt === undefined) return undefined;
  const startedAt = container.startedAt;
  const host = parents.find(
    (parent) =>
      parent.sharesNetwork &&
      parent.chart.container.state === 'running' &&
      (parent.chart.container.startedAt ?? 0) > startedAt,
  );
  return host?.chart.target;
}

/**
 * The container whose network it has joined by its id is gone and another took its place: no restart can join a network that
 * is not there, only a recreate with the new id.
 */
export function isStranded({ container }: Pick<Chart, 'container'>, parents: readonly Parent[]): boolean {
  const owner = /^container:(.+)$/.exec(container.networkMode)?.[1];
  if (owner === undefined) return false;
  return parents.some(({ sharesNetwork, chart: { container: parent } }) => {
    const isJoined = parent.name === owner || parent.id.startsWith(owner);
    return sharesNetwork && !isJoined;
  });
}
