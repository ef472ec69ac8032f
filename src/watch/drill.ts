import type { Config } from '../config/config.ts';
import { parseLabels } from '../config/labels.ts';
import type { Container } from '../containers/container.ts';
import { NO_INTENT } from '../containers/intent.ts';
import { advance, advanceAfterAct } from '../flow.ts';
import type { Step, World } from '../healing/draft.ts';
import type { Change } from '../incidents/ledger.ts';
import { escalationChanges } from './escalating.ts';
import { firstChart } from './first-chart.ts';
import { fileChanges, outboxChanges } from './messages.ts';

export interface DrillOptions {
  readonly config: Config;
  readonly host: string;
  readonly channels: readonly string[];
  readonly newId: () => string;
}

/**
 * A heal of a container that does not exist, from its health over its sickness to the proof that it is well again: all that
 * such a heal puts on record, in order. Pure.
 */
export function drill({ config, host, channels, newId }: DrillOptions, now: number): readonly Change[] {
  const { settings } = parseLabels({}, config);
  const world = worldOf(config, host, newId, now);
  const patient = patientOf(newId(), now);
  const seen = (part: Partial<Container>, at: number) => ({
    container: { ...patient, ...part },
    intent: NO_INTENT,
    at,
  });
  const past = { memory: undefined, incidents: [], attempts: [] };
  const steps: Step[] = [];
  const take = (step: Step): Step => {
    steps.push(step);
    return step;
  };
  const well = take(advance(firstChart(patient, 'ordinary', settings, past, now), seen({}, now), world, now));
  const sick = take(advance(well.chart, seen({ health: 'unhealthy' }, now), world, now));
  const again = seen({ startedAt: now }, now);
  const acted =
    sick.act === undefined
      ? sick
      : take(
          advanceAfterAct(sick.chart, { attemptId: sick.act.id, outcome: 'done', error: undefined }, again, world, now),
        );
  const later = now + settings.verifyMs;
  take(advance(acted.chart, { ...again, at: later }, world, later));

  const origin = { labels: {}, workspace: undefined, mayEscalate: false, isOwn: false };
  const escalate = escalationChanges({ mode: config.mode, config: config.escalation, newId });
  return steps.flatMap(({ changes, decided, happenings }) => [
    ...changes,
    ...(decided === undefined ? [] : [decided.change]),
    ...escalate(origin, happenings, now),
    ...outboxChanges(happenings, channels, now, newId),
    ...fileChanges(happenings, host, now, newId),
  ]);
}

/** Nothing holds it up: it is about the way of a heal, not about whether one is allowed now. */
const worldOf = (config: Config, host: string, newId: () => string, now: number): World => ({
  ...{ host, heal: config.heal, thresholds: config.thresholds, newId },
  tells: true,
  parents: () => [],
  dependents: () => [],
  quiet: () => ({ muted: undefined, until: undefined, pause: undefined }),
  actedOn: () => false,
  surroundings: {
    ...{ mode: config.mode, startedAt: 0, engineReachable: true, resyncing: false, hostAttempts: [] },
    ...{ sick: 1, watched: 100 },
  },
  watchedSince: now,
  executing: new Set(),
});

/** Its name is one that no container can have. */
const patientOf = (id: string, now: number): Container => ({
  ...{ id, name: 'fire drill', target: 'fire drill', image: 'fire drill', imageId: id, labels: {} },
  ...{ createdAt: 0, startedAt: now - 3_600_000, finishedAt: undefined, exitCode: undefined },
  ...{ state: 'running', health: 'healthy', lastCheck: undefined, failingStreak: 0, startPeriodMs: 0 },
  ...{ oomKilled: false, startError: undefined, restartCount: 0, restartPolicy: 'no', autoRemove: false },
  ...{ networkMode: 'bridge', addresses: [] },
});
