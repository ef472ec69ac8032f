import type { Emitter } from '../base/emitter.ts';
import { escalationsOf, type Origin, type QueueingOptions } from '../escalation/policy.ts';
import type { Happening } from '../incidents/happening.ts';
import type { Change } from '../incidents/ledger.ts';
import type { Entry } from './roster.ts';

export type Escalate = (origin: Origin, happenings: readonly Happening[], now: number) => readonly Change[];

/** Where the incidents of a chart come from. */
export const originOf = ({ chart: { container, settings, place } }: Entry): Origin => ({
  labels: container.labels,
  workspace: settings.workspace,
  mayEscalate: settings.escalate,
  isOwn: place === 'own_container' || place === 'own_stack',
});

/** Incidents that belong to no container: of the host, from outside, or of a service of compose that is missing. */
export function standaloneOrigin(happenings: readonly Happening[]): Origin {
  const missing = happenings.flatMap((it) =>
    it.kind === 'incident_opened' || it.kind === 'escalation_asked' ? it.incident : [],
  );
  const project = missing.find(({ type }) => type === 'container_missing')?.target.split('/')[0];
  const labels: Record<string, string> = project === undefined ? {} : { 'com.docker.compose.project': project };
  return { labels, workspace: undefined, mayEscalate: true, isOwn: false };
}

/** What a step means for the queue, to be recorded in the step's own transaction. */
export const escalationChanges =
  (options: QueueingOptions): Escalate =>
  (origin, happenings, now) => {
    const { queued, withdrawn } = escalationsOf(happenings, origin, options, now);
    return [
      ...queued.map((escalation): Change => ({ kind: 'escalation_queued', escalation })),
      ...withdrawn.map(
        ({ id, resolution }): Change => ({
          kind: 'escalation_withdrawn',
          incidentId: id,
          at: now,
          reason: resolution ?? 'resolved',
        }),
      ),
    ];
  };

/** Told once it is recorded. */
export function tellQueued(happenings: Emitter<Happening>, changes: readonly Change[], at: number): void {
  for (const change of changes) {
    if (change.kind === 'escalation_queued') {
      happenings.emit({ kind: 'escalation_queued', at, escalation: change.escalation });
    }
  }
}
