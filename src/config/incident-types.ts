import type { Kind } from './kinds.ts';

/** The types of incidents/incident.ts, which knows this room and not the other way round; a test compares them. */
export const INCIDENT_TYPE_NAMES: readonly string[] = [
  'container_unhealthy',
  'container_exited',
  'oom_killed',
  'restart_loop',
  'flapping',
  'stuck',
  'container_missing',
  'probe_failed',
  'slow_response',
  'high_cpu',
  'high_memory',
  'memory_leak',
  'log_trigger',
  'bad_update',
  'host_disk',
  'host_pressure',
  'engine_unreachable',
  'storage_unreachable',
  'agent_stalled',
  'agent_errors',
  'execution_anomaly',
  'external_alert',
  'heal_failed',
];

export const incidentTypes: Kind<readonly string[]> = {
  expects: `types of incidents with commas between them, or \`none\`: ${INCIDENT_TYPE_NAMES.join(', ')}`,
  json: { type: 'string' },
  parse: (text) => {
    const names = [...new Set(text.toLowerCase().split(/[\s,]+/))].filter(Boolean);
    if (names.length === 1 && names[0] === 'none') return [];
    return names.length > 0 && names.every((name) => INCIDENT_TYPE_NAMES.includes(name)) ? names : undefined;
  },
};
