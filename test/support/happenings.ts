import type { Happening } from '../../src/incidents/happening.ts';
import { incident, NOW, remediation } from './fleet.ts';

/** One of every kind: TypeScript objects when a kind is missing here. */
const ONE_OF_EACH: { [K in Happening['kind']]: Extract<Happening, { kind: K }> } = {
  incident_opened: { kind: 'incident_opened', at: NOW, incident: incident() },
  incident_resolved: {
    kind: 'incident_resolved',
    at: NOW,
    incident: incident({ status: 'resolved', resolution: 'auto_healed' }),
    recoverySeconds: 31,
  },
  incident_escalated: { kind: 'incident_escalated', at: NOW, incident: incident(), reason: 'attempts_exhausted' },
  escalation_asked: { kind: 'escalation_asked', at: NOW, incident: incident(), by: 'anna' },
  escalation_queued: {
    kind: 'escalation_queued',
    at: NOW,
    escalation: {
      ...{ id: 'e1', incidentId: incident().id, host: 'box', target: 'shop/web#1', groupKey: 'project/shop' },
      ...{ project: 'shop', workspace: undefined, severity: 'warning', reason: 'attempts_exhausted' },
      ...{ createdAt: NOW, readyAt: NOW + 30_000, expiresAt: NOW + 1_830_000 },
    },
  },
  peace_ordered: { kind: 'peace_ordered', at: NOW, incident: incident({ muted: true }) },
  people_told: { kind: 'people_told', at: NOW, event: 'incident_opened', incident: incident() },
  remediation_intended: {
    kind: 'remediation_intended',
    at: NOW,
    remediation: remediation({ finishedAt: undefined, outcome: undefined }),
    detectionSeconds: 0.004,
  },
  remediation_finished: {
    kind: 'remediation_finished',
    at: NOW,
    remediation: remediation(),
    incident: incident(),
  },
  heal_refused: { kind: 'heal_refused', at: NOW, target: 'shop/web#1', reason: 'backoff', incidentId: undefined },
  heal_ineffective: {
    kind: 'heal_ineffective',
    at: NOW,
    target: 'shop/web#1',
    incident: incident(),
    attempt: 1,
    reason: 'restart_ineffective',
  },
  verdict_changed: {
    kind: 'verdict_changed',
    at: NOW,
    target: 'shop/web#1',
    from: 'healthy',
    to: 'sick',
    reason: 'health_check_fails',
  },
  finding: { kind: 'finding', at: NOW, finding: { code: 'bad_label', subject: 'x', message: 'x', cure: 'x' } },
  engine_connected: { kind: 'engine_connected', at: NOW },
  engine_disconnected: { kind: 'engine_disconnected', at: NOW, reason: 'gone' },
  listed: { kind: 'listed', at: NOW, containers: 3 },
  reconciled: { kind: 'reconciled', at: NOW, seconds: 0.02, containers: 3 },
  sampled: { kind: 'sampled', at: NOW, seconds: 1.2, samples: 3 },
};

export const oneOfEachHappening: readonly Happening[] = Object.values(ONE_OF_EACH);
