import type { Incident } from '../../../src/incidents/incident.ts';

export const incident = (over: Partial<Incident> = {}): Incident => ({
  ...{ id: '0199f0c2-7a31-7c3e-9d55-1f0a5b7c2e11', timestamp: 1_000, target: 'shop/web#1', containerName: 'web-1' },
  ...{
    containerId: '3f2a9c41d0aa77',
    host: 'server-1',
    type: 'container_unhealthy',
    severity: 'warning',
    status: 'open',
  },
  ...{ autoHealed: false, description: '3 checks failed in a row', healAttempts: 0, evidence: {}, fingerprint: 'f' },
  ...{
    parentId: undefined,
    acknowledgedAt: undefined,
    acknowledgedBy: undefined,
    snoozedUntil: undefined,
    muted: false,
    toldAt: undefined,
  },
  ...{ resolvedAt: undefined, resolution: undefined },
  ...over,
});
