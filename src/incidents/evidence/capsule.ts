import type { Container, HealthCheckResult } from '../../containers/container.ts';
import type { EngineEvent } from '../../containers/event.ts';
import type { ResourceSample } from '../../containers/sample.ts';
import { cleaner } from './clean-value.ts';
import { fitted } from './fit.ts';

export type Evidence = Readonly<Record<string, unknown>>;

/** What the capsule takes of a scene (`healing/ports.ts`). */
interface SceneParts {
  readonly checks: readonly HealthCheckResult[];
  readonly secrets: readonly string[];
  readonly setup: Readonly<Record<string, unknown>>;
  readonly logs: string | undefined;
  readonly logError: string | undefined;
}

/** What it takes of a reading (`probes/reading.ts`). */
interface ReadingParts {
  readonly name: string;
  readonly kind: string;
  readonly state: string;
  readonly since: number;
  readonly lastAt: number | undefined;
  readonly latencyMs: number | undefined;
  readonly detail: string;
}

export interface CapsuleInput {
  readonly container: Container;
  /** Undefined when the container was gone before it could be looked at, or the engine did not answer. */
  readonly scene: SceneParts | undefined;
  /** Oldest first, like all lists here; the last 20 are kept. */
  readonly samples: readonly ResourceSample[];
  readonly events: readonly EngineEvent[];
  readonly probes: readonly ReadingParts[];
  readonly images: { readonly current: string | undefined; readonly previous: string | undefined };
  /** What is about to be done. */
  readonly act?: { readonly action: string; readonly attempt: number };
  readonly takenAt: number;
}

const KEPT = 20;
const KEPT_CHECKS = 5;
const LONGEST_FACT = 300;
const LONGEST_LOG = 65_536;

/**
 * What a container was like before anything was done: facts, last checks, readings, samples, events, set-up and log.
 * Nothing in it is a secret, a control character or larger than 32 KiB in all; what is missing or cut is named.
 */
export function capsule(input: CapsuleInput): Evidence {
  const { scene } = input;
  const clean = cleaner(scene?.secrets ?? []);
  const parts = {
    takenAt: instant(input.takenAt),
    ...(clean({ act: input.act, ...facts(input) }, LONGEST_FACT) as Evidence),
    lastCheck: clean(input.container.lastCheck && check(input.container.lastCheck)),
    probes: clean(last(input.probes).map(reading), 500),
    checks: clean(scene?.checks.slice(-KEPT_CHECKS).map(check)),
    events: clean(last(input.events).map(event)),
    samples: clean(last(input.samples).map(timed)),
    setup: clean(scene?.setup),
    logs: clean(scene?.logs, LONGEST_LOG),
    missing: clean(missing(input)),
  };
  return fitted(Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)));
}

const last = <T>(list: readonly T[]): readonly T[] => list.slice(-KEPT);

function facts({ container, images }: CapsuleInput): Evidence {
  const { image, imageId, state, health, exitCode, oomKilled, restartCount, restartPolicy } = container;
  const { failingStreak, startError } = container;
  return {
    image,
    imageId: images.current ?? imageId,
    previousImageId: images.previous,
    ...{ state, health, exitCode, oomKilled, restartCount, restartPolicy, failingStreak, startError },
    startedAt: instant(container.startedAt),
    finishedAt: instant(container.finishedAt),
  };
}

/** An instant as text; a clock that tells nonsense gets none. */
const instant = (at: number | undefined): string | undefined =>
  at === undefined || !(Math.abs(at) <= 8.64e15) ? undefined : new Date(at).toISOString();

const timed = <T extends { readonly at: number }>(it: T): Evidence => ({ ...it, at: instant(it.at) });

const check = ({ at, durationMs, exitCode, output }: HealthCheckResult): Evidence =>
  timed({ at, durationMs, exitCode, output });

const event = ({ at, action, health, exitCode, signal }: EngineEvent): Evidence =>
  timed({ at, action, health, exitCode, signal });

const reading = ({ name, kind, state, since, lastAt, latencyMs, detail }: ReadingParts): Evidence => ({
  ...{ name, kind, state, since: instant(since), lastAt: instant(lastAt), latencyMs, detail },
});

/** By name, and why. */
function missing({ scene, samples }: CapsuleInput): Evidence | undefined {
  const scenery = 'the container was gone, or the engine did not answer in time';
  const absent = {
    ...(scene === undefined ? { checks: scenery, logs: scenery, setup: scenery } : {}),
    ...(scene !== undefined && scene.logs === undefined ? { logs: scene.logError ?? 'the engine gave none' } : {}),
    ...(samples.length === 0 ? { samples: 'none was taken yet' } : {}),
  };
  return Object.keys(absent).length === 0 ? undefined : absent;
}
