import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import type { Happening } from '../incidents/happening.ts';
import { isHandOver } from '../incidents/incident.ts';
import type { Change, Ledger } from '../incidents/ledger.ts';
import { patchIncident, resolutionPatch, timelineChange } from '../incidents/lifecycle.ts';
import type { TargetPast } from './first-chart.ts';

export interface LeftoverDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly happenings: Emitter<Happening>;
  readonly newId: () => string;
  readonly outbox: (happenings: readonly Happening[], now: number) => readonly Change[];
  /** What no longer needs Claude Code. */
  readonly escalate: (happenings: readonly Happening[], now: number) => readonly Change[];
}

/**
 * Targets that were removed while Paramedic was away: somebody took them down, so their incidents end as that person's. Whoever
 * was told of one is told of its end.
 */
export async function buryLeftovers(
  leftovers: readonly (readonly [target: string, past: TargetPast])[],
  { ledger, clock, happenings, newId, outbox, escalate }: LeftoverDeps,
): Promise<void> {
  for (const [target, past] of leftovers) {
    const now = clock.now();
    const changes: Change[] = [];
    const told: Happening[] = [];
    for (const attempt of past.attempts.filter(({ finishedAt }) => finishedAt === undefined)) {
      const error = 'the container was removed while Paramedic was away';
      changes.push({ kind: 'remediation_finished', id: attempt.id, finishedAt: now, outcome: 'gone', error });
    }
    for (const open of past.incidents) {
      const { incident, change } = patchIncident(open, resolutionPatch(now, 'human'));
      changes.push(timelineChange(newId(), open.id, now, 'resolved', 'removed', { resolution: 'human' }), change);
      told.push({
        kind: 'incident_resolved',
        at: now,
        incident,
        recoverySeconds: Math.max(0, (now - open.timestamp) / 1000),
      });
      // Of a hand-over people were told as of the failure, and the end of that is told.
      const tellsPeople = open.toldAt !== undefined && !open.muted && !isHandOver(open);
      if (tellsPeople) told.push({ kind: 'people_told', at: now, event: 'incident_resolved', incident });
    }
    if (past.memory !== undefined) changes.push({ kind: 'target_forgotten', target, host: past.memory.host });
    if (changes.length > 0) await ledger.record([...changes, ...escalate(told, now), ...outbox(told, now)]);
    for (const happening of told) happenings.emit(happening);
  }
}
