import type { ContainerSettings } from '../config/container-settings.ts';
import type { Container } from '../containers/container.ts';
import { type Intent, NO_INTENT } from '../containers/intent.ts';
import type { Chart } from '../healing/chart.ts';
import { nextImages } from '../healing/image-history.ts';
import { readMemo } from '../healing/memo.ts';
import type { Place } from '../healing/place.ts';
import type { Incident, Remediation } from '../incidents/incident.ts';
import type { TargetMemory } from '../incidents/ledger.ts';

/** What was known of one target before this process began. */
export interface TargetPast {
  readonly memory: TargetMemory | undefined;
  readonly incidents: readonly Incident[];
  readonly attempts: readonly Remediation[];
}

/** The first chart of a target, before the first look is taken into it. */
export function firstChart(
  container: Container,
  place: Place,
  settings: ContainerSettings,
  past: TargetPast,
  now: number,
): Chart {
  const { memory } = past;
  const memo = readMemo(memory?.memo ?? {}, container.imageId, now);
  // It was well when we last looked: that proves the image it ran on then.
  const wasWell = memory?.verdict === 'healthy' && now - memory.since >= settings.verifyMs;
  const isSameState = memory?.containerId === container.id && memory.state === container.state;
  return {
    ...memo,
    stateSince: isSameState ? memo.stateSince : now,
    images: wasWell ? nextImages(memo.images, memo.images.current, true) : memo.images,
    probes: [],
    symptoms: [],
    target: container.target,
    container,
    place,
    settings,
    intent: rememberedIntent(container, past),
    verdict: { kind: 'unknown', reason: 'not_observed' },
    since: 0,
    recalled: memory,
    incidents: past.incidents,
    attempts: past.attempts,
    refusal: undefined,
    judgedAttemptId: past.attempts[past.attempts.length - 1]?.id,
    dueAt: undefined,
  };
}

/** An end that was seen before our own restart is still seen; a person's stop is still a person's; ours is ours. */
function rememberedIntent(container: Container, { memory, attempts }: TargetPast): Intent {
  if (container.state === 'running') return NO_INTENT;
  const underway = attempts.find((attempt) => attempt.finishedAt === undefined && attempt.containerId === container.id);
  if (underway !== undefined) return { ...NO_INTENT, end: { at: underway.intendedAt, ours: true } };
  if (memory === undefined || memory.containerId !== container.id) return NO_INTENT;
  const { stoppedOnPurpose } = memory;
  const sawTheEnd = memory.state === container.state && memory.verdict === 'sick';
  // What was stopped has ended: a start after that is a new wish. In a loop the trouble is older than the last life.
  const { finishedAt = memory.since, startedAt = 0 } = container;
  const endedAt = stoppedOnPurpose ? finishedAt : Math.max(memory.since, startedAt);
  return {
    ...NO_INTENT,
    stoppedOnPurpose,
    end: sawTheEnd || stoppedOnPurpose ? { at: endedAt, ours: false } : undefined,
  };
}
