import { describe, expect, it } from '@jest/globals';
import type { Container } from '../../../src/containers/container.ts';
import { NO_INTENT } from '../../../src/containers/intent.ts';
import type { Chart } from '../../../src/healing/chart.ts';
import { isStranded, lostNetworkOf, relativeOf } from '../../../src/healing/relatives.ts';
import type { Verdict } from '../../../src/probes/verdict.ts';
import { attempt, chart, container, T0 } from '../../support/charts.ts';
import { Life } from '../../support/life.ts';

const VERDICTS = {
  off: { kind: 'off', reason: 'paused' },
  unknown: { kind: 'unknown', reason: 'starting' },
} as const satisfies Record<string, Verdict>;
const relative = (part: Partial<Chart>, sharesNetwork = false) => relativeOf({ chart: chart(part), sharesNetwork });
const stateOf = (...given: Parameters<typeof relative>) => relative(...given).state;
const troubled = () => {
  const life = new Life();
  life.look({ health: 'unhealthy' }, T0);
  return life.chart;
};

describe('whom a target needs', () => {
  it('is well, suspect, off or sick', () => {
    expect(stateOf({})).toBe('well');
    expect(stateOf({ container: container({ failingStreak: 1 }) })).toBe('suspect');
    expect(stateOf({ verdict: VERDICTS.unknown })).toBe('suspect');
    expect(stateOf({ verdict: VERDICTS.off })).toBe('off');
    expect(relative(troubled())).toMatchObject({ target: 'web', state: 'sick', since: T0 });
  });

  it.each<[state: string, Verdict]>([
    ['off', { kind: 'off', reason: 'stopped_on_purpose' }],
    ['off', { kind: 'off', reason: 'paused' }],
    ['sick', { kind: 'off', reason: 'stopped_by_paramedic' }],
    ['well', { kind: 'off', reason: 'finished' }],
    ['suspect', { kind: 'off', reason: 'not_started' }],
    ['suspect', { kind: 'off', reason: 'removing' }],
    ['suspect', { kind: 'off', reason: 'removed' }],
  ])('is %s when it does not run: %j', (state, verdict) => {
    expect(stateOf({ verdict })).toBe(state);
  });

  it('that has finished is well since then, though its last check had failed', () => {
    const verdict = { kind: 'off', reason: 'finished' } as const;
    const ended = container({ state: 'exited', exitCode: 0, failingStreak: 2 });
    expect(relative({ verdict, container: ended, since: T0 - 5 })).toMatchObject({ state: 'well', since: T0 - 5 });
  });

  it.each<[state: string, Verdict, Container['state']]>([
    ['off', { kind: 'off', reason: 'finished' }, 'exited'],
    ['off', { kind: 'off', reason: 'not_started' }, 'created'],
    ['off', { kind: 'off', reason: 'removing' }, 'removing'],
    ['off', { kind: 'unknown', reason: 'dead' }, 'dead'],
    ['off', { kind: 'unknown', reason: 'ended_unseen' }, 'exited'],
    ['suspect', { kind: 'unknown', reason: 'restarting_after_success' }, 'restarting'],
    ['suspect', { kind: 'unknown', reason: 'starting' }, 'running'],
    ['well', { kind: 'healthy', reason: 'running' }, 'running'],
  ])('whose network it shares is %s: nobody can be started in a network that is not up (%j)', (state, verdict, it) => {
    expect(stateOf({ verdict, container: container({ state: it, health: 'none' }) }, true)).toBe(state);
  });

  it('whose network it shares is sick when it has crashed: that one is healed first', () => {
    const life = new Life();
    const ended = { state: 'exited', exitCode: 1, health: 'none', finishedAt: T0 } as const;
    life.look(ended, T0, {}, { ...NO_INTENT, end: { at: T0, ours: false } });
    expect(stateOf(life.chart, true)).toBe('sick');
  });

  it('is sick though nothing is done about it', () => {
    expect(stateOf({ ...troubled(), attempts: [] })).toBe('sick');
  });

  it('is sick while it is being healed, whatever it looks like meanwhile', () => {
    expect(stateOf({ attempts: [attempt({ finishedAt: undefined })] })).toBe('sick');
    expect(stateOf({ attempts: [attempt()] })).toBe('well');
  });

  it('is sick when we stopped it as the last rung, and off when a person did', () => {
    const { incidents } = troubled();
    const handedOver = incidents.map((incident) => ({ ...incident, type: 'heal_failed' as const }));
    expect(stateOf({ verdict: VERDICTS.off, incidents: handedOver })).toBe('sick');
    expect(stateOf({ verdict: VERDICTS.off, incidents })).toBe('off');
  });

  it('is told of with the incident that its trouble began with', () => {
    const [first] = troubled().incidents;
    if (first === undefined) throw new Error('no incident');
    const [inhibited, own, symptom] = [
      { ...first, id: 'inhibited', parentId: 'of another' },
      { ...first, id: 'own', type: 'container_exited' as const },
      { ...first, id: 'symptom', type: 'high_cpu' as const },
    ];
    const incidentOf = (...incidents: (typeof first)[]) => relative({ incidents }).incidentId;
    expect(incidentOf(symptom, inhibited, own)).toBe('own');
    expect(incidentOf(symptom, inhibited)).toBe('inhibited');
    expect(incidentOf(symptom)).toBeUndefined();
  });
});

const parent = (part: Partial<Container>, sharesNetwork = true) => ({
  chart: chart({ target: 'vpn', container: container({ name: 'vpn', id: 'abcdef'.padEnd(64, '0'), ...part }) }),
  sharesNetwork,
});

describe('a network that is lost', () => {
  const child = { container: container({ networkMode: 'container:vpn', startedAt: T0 }) };

  it('belongs to a parent that has started since', () => {
    expect(lostNetworkOf(child, [parent({ startedAt: T0 + 1 })])).toBe('vpn');
    expect(lostNetworkOf(child, [parent({ startedAt: T0 })])).toBeUndefined();
    expect(lostNetworkOf(child, [parent({ startedAt: undefined })])).toBeUndefined();
  });

  it('is that of the parent whose network it is, and only while both run', () => {
    const later = { startedAt: T0 + 1 };
    expect(lostNetworkOf(child, [parent(later, false)])).toBeUndefined();
    expect(lostNetworkOf(child, [parent({ ...later, state: 'exited' })])).toBeUndefined();
    expect(lostNetworkOf({ container: { ...child.container, state: 'exited' } }, [parent(later)])).toBeUndefined();
    expect(lostNetworkOf({ container: { ...child.container, startedAt: undefined } }, [parent(later)])).toBeUndefined();
  });
});

describe('whoever is stranded', () => {
  const joined = (networkMode: string) => ({ container: container({ networkMode }) });

  it('has joined the network of a container that was replaced', () => {
    expect(isStranded(joined(`container:${'123456'.padEnd(64, '0')}`), [parent({})])).toBe(true);
    expect(isStranded(joined(`container:${'123456'.padEnd(64, '0')}`), [parent({}, false)])).toBe(false);
  });

  it.each([
    ['by name', 'container:vpn'],
    ['by id', `container:${'abcdef'.padEnd(64, '0')}`],
    ['by the beginning of the id', 'container:abcdef000000'],
    ['not at all', 'bridge'],
    ['of a name that only sounds so', 'my-container:other'],
  ])('is not who has joined that of the present one %s', (_how, networkMode) => {
    expect(isStranded(joined(networkMode), [parent({})])).toBe(false);
  });

  it('is nobody whose parent is unknown', () => {
    expect(isStranded(joined('container:gone'), [])).toBe(false);
  });
});
