import type { DecisionRecord } from '../incidents/view.ts';
import type { Case, Decision } from './policy.ts';

/** A decision in words, with all that it rested on, for `explain` and for the record. */
export function decisionRecord(decision: Decision, inputs: Case, now: number): DecisionRecord {
  const { verdict, container, settings, surroundings, relatives } = inputs;
  return {
    at: now,
    decision: decision.kind === 'act' ? decision.action : decision.kind,
    reason: decision.reason,
    until: decision.kind === 'wait' ? decision.until : undefined,
    inputs: {
      ...(decision.kind === 'hold' && decision.would !== undefined && { would: decision.would }),
      verdict: verdict.kind,
      verdictReason: verdict.reason,
      state: container.state,
      health: container.health,
      restartPolicy: container.restartPolicy,
      place: inputs.place,
      actions: settings.actions,
      attempts: inputs.climbed.length,
      maxAttempts: settings.maxAttempts,
      attemptsRemembered: inputs.attempts.length,
      handedOver: inputs.escalated,
      badUpdate: inputs.badUpdate,
      parents: relatives.map(({ target, state }) => `${target}: ${state}`),
      pause: inputs.pause?.reason,
      mode: surroundings.mode,
      engineReachable: surroundings.engineReachable,
      resyncing: surroundings.resyncing,
      hostAttempts: surroundings.hostAttempts.length,
      sick: surroundings.sick,
      watched: surroundings.watched,
    },
  };
}
