import { describe, expect, it } from '@jest/globals';
import { ENDPOINTS, permissionCure } from '../../../src/containers/permissions.ts';
import { decideRequest, parseSwitches } from '../../../src/engine-gate/decide-request.ts';

describe('permissions', () => {
  it('names the endpoint, and the word that opens our own gate where one is needed', () => {
    expect(permissionCure('POST /containers/{id}/restart')).toBe(
      'allow POST /containers/{id}/restart in the socket proxy or authorization plugin',
    );
    expect(permissionCure('POST /containers/{id}/exec')).toMatch(/compose stack: PARAMEDIC_GATE_ALLOW=exec /);
    expect(permissionCure('POST /containers/create')).toMatch(/compose stack: PARAMEDIC_GATE_ALLOW=recreate /);
    // Open without a switch, because the rung `stop` needs it as well.
    expect(permissionCure('POST /containers/{id}/stop')).not.toContain('PARAMEDIC_GATE_ALLOW');
  });

  it.each(Object.entries(ENDPOINTS))('agrees with the gate about %s', (need, endpoints) => {
    const open = parseSwitches(need === 'exec' || need === 'recreate' ? need : '');
    for (const endpoint of endpoints) {
      const [method = '', path = ''] = endpoint.split(' ');
      const query = /create|rename/.test(path) ? '?name=web' : '';
      const target = path.replace('/exec/{id}', `/exec/${'a'.repeat(64)}`).replace(/\{\w+\}/, 'web') + query;
      expect([endpoint, decideRequest(method, target, open).kind]).toEqual([endpoint, 'allow']);
    }
  });
});
