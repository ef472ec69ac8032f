import type { Escalation } from '../escalation/escalation.ts';
import type { LapseReason } from '../escalation/lapse.ts';
import type { OutcomeReason } from '../escalation/outcome.ts';
import type { RunOutcome } from '../escalation/run.ts';
import type { Resolution } from '../incidents/incident.ts';

/** Names of the record as a person says them; what is not here is shown by its name. */

export const REASONS: Readonly<Record<Escalation['reason'], string>> = {
  attempts_exhausted: 'the attempts to heal it did not help',
  bad_update: 'it was well on its image before and is not on this one',
  restart_loop: 'it is in a restart loop',
  stopped: 'it was stopped, as the last rung of its ladder',
  at_once: 'troubles of this kind do not wait for healing',
  asked_for: 'a person asked for it',
  still_open: 'an earlier run left it open',
};

const ENDS: Readonly<Record<OutcomeReason | LapseReason | Resolution, string>> = {
  verified: 'it was seen healthy after what Claude Code did',
  recovered_without_claude: 'it recovered without Claude Code',
  resolved_by_a_person: 'a person resolved it',
  not_verified: 'something was done, and it was not seen healthy for long enough afterwards',
  nothing_done: 'the run ended without having changed anything',
  run_failed: 'the run did not get to its end',
  asked_to_cancel: 'a person cancelled it',
  attempts_exhausted: 'it was tried as often as is allowed',
  acknowledged: 'a person looks after it',
  not_claimed: 'nobody took it in time',
  // Withdrawn with the last of its incidents, before anybody had it in hand.
  self_recovered: 'it recovered by itself first',
  auto_healed: 'Paramedic healed it first',
  human: 'a person mended it first',
  claude: 'it was mended before anybody took it up again',
  expired: 'its incidents were closed without an end that anybody saw',
};
export const OUTCOME_REASONS: Readonly<Record<string, string>> = ENDS;

export const RUN_OUTCOMES: Readonly<Record<RunOutcome, string>> = {
  completed: 'to its end',
  no_report: 'ended without a report',
  max_turns: 'out of turns',
  max_usd: 'out of money',
  wall_clock: 'out of time',
  silent: 'went silent',
  no_first_event: 'never began',
  api_error: 'API error',
  cancelled: 'cancelled',
  stopped_at_gate: 'stopped at the gate',
  lost: 'its worker died',
  launch_failed: 'could not be launched',
};

export const usd = (amount: number | undefined): string => (amount === undefined ? '' : `$${amount.toFixed(2)}`);
