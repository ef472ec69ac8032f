import { type Chart, episodeAttempts } from '../healing/chart.ts';
import type { Decision, Surroundings } from '../healing/policy.ts';
import type { DecisionRecord } from '../incidents/view.ts';

/** A decision in words, with all that it rested on, for `explain`. */
export function decisionRecord(
  decision: Decision,
  chart: Chart,
  surroundings: Surroundings,
  now: number,
): DecisionRecord {
  return {
    at: now,
    decision: decision.kind === 'act' ? decision.action : decision.kind,
    reason: decision.reason,
    until: decision.kind === 'wait' ? decision.until : undefined,
    inputs: {
      verdict: chart.verdict.kind,
      verdictReason: chart.verdict.reason,
      state: chart.container.state,
      health: chart.container.health,
      place: chart.place,
      actions: chart.settings.actions,
      attemptsInEpisode: episodeAttempts(chart).length,
      maxAttempts: chart.settings.maxAttempts,
      attemptsRemembered: chart.attempts.length,
      mode: surroundings.mode,
      engineReachable: surroundings.engineReachable,
      hostAttempts: surroundings.hostAttempts.length,
      sick: surroundings.sick,
      watched: surroundings.watched,
    },
  };
}
