import type { Case, Decision } from '../healing/policy.ts';
import type { DecisionRecord } from '../incidents/view.ts';

/** A decision in words, with all that it rested on, for `explain`. */
export function decisionRecord(decision: Decision, inputs: Case, now: number): DecisionRecord {
  const { verdict, container, settings, surroundings } = inputs;
  return {
    at: now,
    decision: decision.kind === 'act' ? decision.action : decision.kind,
    reason: decision.reason,
    until: decision.kind === 'wait' ? decision.until : undefined,
    inputs: {
      verdict: verdict.kind,
      verdictReason: verdict.reason,
      state: container.state,
      health: container.health,
      restartPolicy: container.restartPolicy,
      place: inputs.place,
      actions: settings.actions,
      attempts: inputs.episodeAttempts,
      maxAttempts: settings.maxAttempts,
      attemptsRemembered: inputs.attempts.length,
      handedOver: inputs.escalated,
      mode: surroundings.mode,
      engineReachable: surroundings.engineReachable,
      resyncing: surroundings.resyncing,
      hostAttempts: surroundings.hostAttempts.length,
      sick: surroundings.sick,
      watched: surroundings.watched,
    },
  };
}
