import { describe, expect, it } from '@jest/globals';
import { fingerprintOf, openIncident, patchIncident, resolutionPatch } from '../../../src/incidents/lifecycle.ts';
import { T0 } from '../../support/charts.ts';

const incident = openIncident({
  id: 'i1',
  at: T0,
  host: 'host-1',
  target: 'web',
  containerName: 'web',
  containerId: 'c1',
  type: 'container_unhealthy',
  severity: 'critical',
  description: 'The health check of web fails',
  evidence: {},
});

describe('incident', () => {
  it('has the same fingerprint for the same trouble of the same target on the same host, and no other', () => {
    expect(incident.fingerprint).toBe(fingerprintOf('host-1', 'web', 'container_unhealthy'));
    const others = [
      fingerprintOf('host-2', 'web', 'container_unhealthy'),
      fingerprintOf('host-1', 'db', 'container_unhealthy'),
      fingerprintOf('host-1', 'web', 'container_exited'),
      // Pasting the parts together would make this one equal.
      fingerprintOf('host-1web', '', 'container_unhealthy'),
    ];
    expect(new Set([incident.fingerprint, ...others]).size).toBe(5);
  });

  it('is auto_healed only when that is how it ended', () => {
    expect(incident.autoHealed).toBe(false);
    for (const resolution of ['self_recovered', 'human', 'claude', 'expired'] as const) {
      expect(resolutionPatch(T0, resolution).autoHealed).toBe(false);
    }
    const { incident: healed, change } = patchIncident(incident, resolutionPatch(T0 + 5, 'auto_healed'));
    expect(healed).toMatchObject({ status: 'resolved', resolvedAt: T0 + 5, autoHealed: true });
    expect(change).toEqual({ kind: 'incident_changed', id: 'i1', set: resolutionPatch(T0 + 5, 'auto_healed') });
  });
});
