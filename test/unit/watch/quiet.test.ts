import { describe, expect, it } from '@jest/globals';
import type { Chart } from '../../../src/healing/chart.ts';
import type { IncidentType } from '../../../src/incidents/incident.ts';
import { QuietHours } from '../../../src/watch/quiet.ts';
import { Entry, Roster } from '../../../src/watch/roster.ts';
import { chart, container, SETTINGS } from '../../support/charts.ts';
import { NOW } from '../../support/fleet.ts';
import { silence } from '../../support/silence.ts';

const type = 'container_unhealthy';
const sick = {
  kind: 'sick',
  type,
  severity: 'critical',
  reason: 'health_check_fails',
  description: 'It fails',
} as const;
const one = (part: Partial<Chart>) => new Entry(chart({ verdict: sick, ...part }), NOW, []);

function holdOf(part: Partial<Chart>, { silences = [silence()].slice(1), guards = [''].slice(1) } = {}) {
  const roster = new Roster();
  roster.add(one({ target: 'backup', container: container({ target: 'backup' }), settings: { ...SETTINGS, guards } }));
  return new QuietHours({ roster, windows: [], silences: () => silences }).holdOf(one(part), NOW);
}

describe('a guard that runs', () => {
  const guarding = (target: string, type: IncidentType) => {
    const roster = new Roster();
    const settings = { ...SETTINGS, guards: ['*'] };
    roster.add(one({ target: 'backup', container: container({ target: 'backup' }), settings }));
    return new QuietHours({ roster, windows: [], silences: () => [] }).of(target, type, NOW).pause?.reason;
  };

  it('keeps the peace of whatever it covers, but while the engine is away nobody knows whether it runs', () => {
    expect(guarding('host/box', 'host_disk')).toBe('guarded');
    expect(guarding('shop/db#1', 'container_missing')).toBe('guarded');
    expect(guarding('host/box', 'engine_unreachable')).toBeUndefined();
  });
});

describe('why a sick one is left alone', () => {
  it('is said of nobody who is well, or sick without any of it', () => {
    expect(holdOf({ verdict: { kind: 'healthy', reason: 'running' } }, { silences: [silence()] })).toBeUndefined();
    expect(holdOf({})).toBeUndefined();
  });

  it('names silence, maintenance, guard or the hand that resolved it, and the end where it is known', () => {
    const [quiet, holding] = [silence(), silence({ holdsHealing: true })];
    expect(holdOf({}, { silences: [quiet] })).toEqual({ reason: 'silenced', until: quiet.endsAt });
    expect(holdOf({}, { silences: [holding] })).toEqual({ reason: 'maintenance', until: holding.endsAt });
    expect(holdOf({}, { guards: ['*'] })).toEqual({ reason: 'guarded', until: undefined });
    expect(holdOf({ dismissed: [type] })).toEqual({ reason: 'resolved_by_hand', until: undefined });
    expect(holdOf({ dismissed: ['restart_loop'] })).toEqual({ reason: 'resolved_by_hand', until: undefined });
    expect(holdOf({ dismissed: ['high_cpu'] })).toBeUndefined();
  });
});
