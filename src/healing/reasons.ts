/** Why nothing is done now, by name; each is a label value of paramedic_remediation_refusals_total. */
export const REFUSAL_REASONS = [
  'not_sick',
  'unknown_verdict',
  'switched_off',
  'in_progress',
  'resyncing',
  'engine_unreachable',
  'swarm_managed',
  'own_container',
  'own_stack',
  'one_off',
  'one_shot_job',
  'not_running',
  'never_started',
  'maintenance',
  'guarded',
  'heal_none',
  'notify_only',
  'handed_over',
  'engine_restarts',
  'parent_sick',
  'parent_off',
  'parent_suspect',
  'parents_first',
  'parent_back',
  'start_period',
  'settling',
  'backoff',
  'container_budget',
  'host_budget',
  'max_unhealthy',
  'shadow_mode',
  /** The intent could not be written down, so nothing was done. */
  'not_recorded',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** Why healing is no answer, or no answer any more. */
export type GiveUpReason = 'attempts_exhausted' | 'bad_update' | 'restart_loop' | 'stopped';
