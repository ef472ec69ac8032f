import { describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { Emitter } from '../../../src/base/emitter.ts';
import { ParamedicError } from '../../../src/base/errors.ts';
import { newId } from '../../../src/base/id.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import type { ContainerSettings } from '../../../src/config/container-settings.ts';
import type { Container } from '../../../src/containers/container.ts';
import { NO_INTENT } from '../../../src/containers/intent.ts';
import { Healer } from '../../../src/healing/healer.ts';
import type { Happening } from '../../../src/incidents/happening.ts';
import type { Change } from '../../../src/incidents/ledger.ts';
import { Kin } from '../../../src/watch/kin.ts';
import { Pulse } from '../../../src/watch/pulse.ts';
import { Entry, Roster } from '../../../src/watch/roster.ts';
import { Treatment } from '../../../src/watch/treatment.ts';
import { Ward } from '../../../src/watch/ward.ts';
import { attempt, chart, container, HEAL, SETTINGS } from '../../support/charts.ts';
import { hands } from '../../support/hands.ts';
import { THRESHOLDS } from '../../support/thresholds.ts';

/** A ward of one patient, with hands, an engine and a ledger that do as the test says, and a list of what came in which order. */
interface Circumstances {
  ledgerFails?: boolean;
  /** The engine is at the act until the test asks for its conclusion. */
  holds?: boolean;
  actions?: ContainerSettings['actions'];
}

function wardOf({ ledgerFails = false, holds = false, actions = ['restart'] }: Circumstances = {}) {
  const order: string[] = [];
  const happenings = new Emitter<Happening>();
  const told: Happening[] = [];
  happenings.on((happening) => told.push(happening));
  const now = systemClock.now();
  const roster = new Roster();
  const settings = { ...SETTINGS, actions };
  const entry = new Entry(chart({ since: now - 3_600_000, settings }), now, []);
  roster.add(entry);
  const pulse = new Pulse({ roster, mode: 'heal', startedAt: now - 3_600_000, hostAttempts: [] });
  pulse.engineReachable = true;
  let after: Container | undefined = container({ health: 'starting', startedAt: now + 60_000 });
  const acted = Promise.withResolvers<void>();
  const concluded = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  const letGo = Promise.withResolvers<void>();
  const logged: string[] = [];
  const ledger = { fails: ledgerFails };
  const evidence: unknown[] = [];
  const common = { clock: systemClock, newId };
  const treatment = new Treatment({
    ...common,
    census: { list: async () => [], inspect: async () => after },
    scene: {
      read: async (id, until) => {
        order.push('photograph');
        evidence.push([id, until]);
        return undefined;
      },
    },
    healer: new Healer(
      hands({
        restart: async () => {
          order.push('restart');
          acted.resolve();
          if (holds) await letGo.promise;
        },
        recreate: async () => {
          acted.resolve();
          await letGo.promise;
          throw new ParamedicError('recreate_rolled_back', 'the old one is back');
        },
      }),
      systemClock,
      4,
    ),
  });
  const ward = new Ward({
    ...common,
    ...{ host: 'host-1', heal: HEAL, thresholds: THRESHOLDS, pulse, treatment, kin: new Kin(roster), tells: true },
    quiet: () => ({ muted: undefined, until: undefined, pause: undefined }),
    onTurn: (turned) => order.push(`turned ${turned.chart.verdict.kind}`),
    ledger: {
      record: async (changes: readonly Change[]) => {
        if (ledger.fails) throw new Error('the disk is full');
        order.push(...changes.map((change) => change.kind));
        if (changes.some((change) => change.kind === 'remediation_finished')) concluded.resolve();
      },
      recordSamples: async () => {},
    },
    logger: { ...silentLogger, error: (event) => logged.push(event) },
    happenings,
    outbox: () => [],
    escalate: () => [],
    actedOn: () => false,
    onDue: () => {},
    onAttemptOver: ({ chart: { target } }) => {
      order.push(`attempt over ${target}`);
      over.resolve();
    },
  });
  return {
    ward,
    roster,
    pulse,
    treatment,
    evidence,
    logged,
    letGo: () => letGo.resolve(),
    entry,
    order,
    told,
    ledger,
    acted: acted.promise,
    concluded: concluded.promise,
    over: over.promise,
    nobodyCanLook: () => {
      after = undefined;
    },
  };
}

const unhealthy = container({ health: 'unhealthy' });

describe('ward', () => {
  it('does nothing about a target that has left the roster', async () => {
    const { ward, roster, entry, order } = wardOf();
    entry.chart = { ...entry.chart, container: unhealthy };
    roster.remove(entry.chart.target);
    await ward.again(entry);
    await ward.look(entry, unhealthy, systemClock.now());
    expect(order).toEqual([]);
    await ward.look(entry, unhealthy, systemClock.now(), { gone: true });
    expect(order).toContain('target_forgotten');
  });

  it('thinks once about whoever is to be thought about several times', async () => {
    const { ward, entry, pulse } = wardOf();
    const steps = jest.spyOn(pulse, 'surroundings');
    await Promise.all([ward.again(entry), ward.again(entry), ward.again(entry)]);
    expect(steps).toHaveBeenCalledTimes(1);
    await ward.again(entry);
    expect(steps).toHaveBeenCalledTimes(2);
  });

  it('takes the labels of a new container in with the container, whatever is being written meanwhile', async () => {
    const { ward, entry } = wardOf();
    const settings = { ...SETTINGS, actions: ['none' as const] };
    const at = systemClock.now();
    const first = ward.look(entry, container(), at);
    await Promise.all([first, ward.look(entry, container(), at, { standing: { settings, place: 'ordinary' } })]);
    expect(entry.chart.settings).toBe(settings);
  });

  it('a look that has become stale while it waited for its turn is left out', async () => {
    const { ward, entry } = wardOf();
    const at = systemClock.now();
    const newer = container({ id: 'c2' });
    const looks = [ward.look(entry, newer, at), ward.look(entry, container(), at, { isStill: () => false })];
    await Promise.all(looks);
    expect(entry.chart.container.id).toBe('c2');
  });

  it('a health event changes the health of what is known by then, and of nothing that was replaced', async () => {
    const { ward, entry } = wardOf();
    const at = systemClock.now();
    const startedAt = at + 5;
    await Promise.all([
      ward.look(entry, container({ startedAt }), at),
      ward.turn(entry, container().id, 'starting', at),
    ]);
    expect(entry.chart.container).toMatchObject({ startedAt, health: 'starting' });
    await ward.turn(entry, 'somebody else', 'unhealthy', at);
    expect(entry.chart.container.health).toBe('starting');
  });

  it('says that an attempt is over when its outcome is on record, and not before', async () => {
    const { ward, entry, order, over } = wardOf();
    await ward.look(entry, unhealthy, systemClock.now());
    await over;
    expect(order.slice(order.indexOf('remediation_finished')).at(-1)).toBe('attempt over web');
    expect(order.filter((line) => line === 'attempt over web')).toHaveLength(1);
  });

  it('restarts a target for the sake of another one, but none that has left', async () => {
    const { ward, entry, order, acted } = wardOf();
    const cause = attempt({ id: 'cause', target: 'db', action: 'restart-dependents', incidentId: 'of db' });
    await ward.oblige(entry, cause);
    await acted;
    expect(order).toContain('remediation_intended');
    const gone = wardOf();
    gone.roster.remove(gone.entry.chart.target);
    await gone.ward.oblige(gone.entry, cause);
    expect(gone.order).toEqual([]);
  });

  it('what became of a container that was replaced meanwhile is no news of the new one', async () => {
    const { ward, entry, acted, letGo, concluded } = wardOf({ holds: true });
    await ward.look(entry, unhealthy, systemClock.now());
    await acted;
    await ward.look(entry, container({ id: 'c2' }), systemClock.now());
    letGo();
    await concluded;
    await ward.again(entry);
    expect(entry.chart.container.id).toBe('c2');
  });

  it('the old container that a failed recreate has put back has not been stopped by a person', async () => {
    const { ward, entry, acted, letGo, concluded } = wardOf({ holds: true, actions: ['recreate'] });
    await ward.look(entry, unhealthy, systemClock.now());
    await acted;
    await ward.look(entry, container({ id: 'c2' }), systemClock.now());
    entry.intent = { ...NO_INTENT, stoppedOnPurpose: true, kill: { at: 0, signal: 9, ours: false } };
    letGo();
    await concluded;
    await ward.again(entry);
    expect(entry.chart.container.id).toBe(unhealthy.id);
    expect(entry.intent.stoppedOnPurpose).toBe(false);
  });

  it('a decision that breaks is said', async () => {
    const { ward, entry, logged } = wardOf();
    entry.chart = { ...entry.chart, attempts: undefined as never };
    await ward.again(entry);
    expect(logged).toEqual(['step_failed']);
  });

  it('acts after the intent is on record, and records the outcome after the act', async () => {
    const { ward, entry, order, concluded } = wardOf();
    await ward.look(entry, unhealthy, systemClock.now());
    await concluded;
    expect(order.indexOf('remediation_intended')).toBeLessThan(order.indexOf('restart'));
    expect(order.indexOf('restart')).toBeLessThan(order.indexOf('remediation_finished'));
    expect(order.filter((what) => what === 'restart')).toHaveLength(1);
  });

  it('does nothing that it cannot write down first, says so, and does it once it can', async () => {
    const { ward, entry, order, told, ledger, acted } = wardOf({ ledgerFails: true });
    await ward.look(entry, unhealthy, systemClock.now());
    expect(order).toEqual([]);
    expect(told).toMatchObject([{ kind: 'heal_refused', reason: 'not_recorded' }]);
    expect(entry.chart.dueAt).toBeGreaterThan(systemClock.now());
    ledger.fails = false;
    await ward.look(entry, unhealthy, systemClock.now());
    await acted;
    expect(order).toContain('incident_opened');
  });

  it('two looks at once make one restart', async () => {
    const { ward, entry, order, concluded } = wardOf();
    const at = systemClock.now();
    await Promise.all([ward.look(entry, unhealthy, at), ward.look(entry, unhealthy, at)]);
    await concluded;
    expect(order.filter((what) => what === 'restart')).toHaveLength(1);
    expect(order.filter((what) => what === 'incident_opened')).toHaveLength(1);
  });

  it('draws no conclusion when nobody could look after the act', async () => {
    const { ward, entry, concluded, nobodyCanLook, told } = wardOf();
    nobodyCanLook();
    await ward.look(entry, unhealthy, systemClock.now());
    await concluded;
    expect(told.map(({ kind }) => kind)).not.toContain('heal_ineffective');
  });

  it('knows the end of its own restart from a person’s until the container has started again', async () => {
    const { ward, treatment, entry, acted, concluded } = wardOf();
    expect(treatment.isOurs(entry)).toBe(false);
    await ward.look(entry, unhealthy, systemClock.now());
    await acted;
    expect(treatment.isOurs(entry)).toBe(true);
    treatment.noteStarted(entry);
    expect(treatment.isOurs(entry)).toBe(false);
    await concluded;
  });

  it('takes the picture of the scene as it was at the intent, after the request has left', async () => {
    const { ward, entry, order, evidence, concluded } = wardOf();
    await ward.look(entry, unhealthy, systemClock.now());
    await concluded;
    await ward.again(entry);
    expect(order.indexOf('photograph')).toBeGreaterThan(order.indexOf('restart'));
    expect(evidence).toEqual([[unhealthy.id, entry.chart.attempts[0]?.intendedAt]]);
    const opened = entry.chart.incidents[0];
    expect(opened?.evidence).toMatchObject({ health: 'unhealthy', takenAt: expect.any(String) });
  });

  it('a decision that led to an act goes on record with what follows it, the others with themselves', async () => {
    const { ward, entry, order, concluded } = wardOf();
    await ward.look(entry, unhealthy, systemClock.now());
    expect(order.slice(0, order.indexOf('restart'))).not.toContain('decision');
    await concluded;
    await ward.look(entry, unhealthy, systemClock.now());
    expect(order.filter((what) => what === 'decision').length).toBeGreaterThanOrEqual(1);
    const before = order.filter((what) => what === 'decision').length;
    await ward.look(entry, unhealthy, systemClock.now());
    expect(order.filter((what) => what === 'decision')).toHaveLength(before);
  });

  it('an order that cannot be written down is refused, and nothing has changed', async () => {
    const { ward, entry, ledger, concluded } = wardOf();
    await ward.look(entry, unhealthy, systemClock.now());
    await concluded;
    const id = entry.chart.incidents[0]?.id ?? '';
    ledger.fails = true;
    await expect(ward.order(entry, id, { kind: 'acknowledge', by: 'ann' })).rejects.toThrow('the disk is full');
    expect(entry.chart.incidents[0]?.acknowledgedBy).toBeUndefined();
    ledger.fails = false;
    expect(await ward.order(entry, id, { kind: 'acknowledge', by: 'ann' })).toMatchObject({ acknowledgedBy: 'ann' });
    expect(entry.chart.incidents[0]?.acknowledgedBy).toBe('ann');
  });

  it('tells the family when the verdict turns, and only then', async () => {
    const { ward, entry, order, concluded, nobodyCanLook } = wardOf();
    nobodyCanLook();
    await ward.look(entry, unhealthy, systemClock.now());
    await ward.look(entry, unhealthy, systemClock.now());
    await concluded;
    expect(order.filter((what) => what === 'turned sick')).toHaveLength(1);
  });
});
