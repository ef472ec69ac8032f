import { describe, expect, it } from '@jest/globals';
import { Emitter } from '../../../src/base/emitter.ts';
import type { ContainerState } from '../../../src/containers/container.ts';
import { NO_INTENT } from '../../../src/containers/intent.ts';
import type { Place } from '../../../src/healing/place.ts';
import type { Happening } from '../../../src/incidents/happening.ts';
import type { Incident } from '../../../src/incidents/incident.ts';
import { MissingServices } from '../../../src/watch/missing-services.ts';
import { Entry } from '../../../src/watch/roster.ts';
import { StandaloneIncidents } from '../../../src/watch/standalone-incidents.ts';
import { chart, container, counter, T0 } from '../../support/charts.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { RecordingLedger } from '../../support/recording-ledger.ts';
import { GUARDED, LOUD, MAINTENANCE, SILENCED } from '../../support/silence.ts';

const MINUTE = 60_000;
const STOPPED = { ...NO_INTENT, end: { at: T0, ours: false }, stoppedOnPurpose: true, stopAt: T0 };

const labelsOf = (service: string, number = 1) => ({
  'com.docker.compose.project': 'shop',
  'com.docker.compose.service': service,
  'com.docker.compose.container-number': String(number),
});
const up = (service: string, state: ContainerState = 'running') => ({ labels: labelsOf(service), state });

function entryOf(service: string, { number = 1, intent = NO_INTENT, place = 'ordinary' as Place } = {}): Entry {
  const target = `shop/${service}#${number}`;
  const labels = labelsOf(service, number);
  const entry = new Entry(
    chart({ target, place, container: container({ target, labels, name: `shop-${service}-${number}` }) }),
    T0,
    [],
  );
  entry.intent = intent;
  return entry;
}

function watching(open: readonly Incident[] = []) {
  const told: Happening[] = [];
  const happenings = new Emitter<Happening>();
  happenings.on((happening) => told.push(happening));
  const around = { quiet: LOUD };
  const common = { host: 'box', ledger: new RecordingLedger(), clock: new FixedClock(), happenings, newId: counter() };
  const rest = { outbox: () => [], escalate: () => [], tells: true, quiet: () => around.quiet };
  const incidents = new StandaloneIncidents({ ...common, ...rest }, open);
  const missing = new MissingServices(incidents);
  /** A full look that finds these. */
  const look = async (at: number, ...present: ReturnType<typeof up>[]) => {
    missing.notePresent(present);
    await missing.check(at);
  };
  const resolutions = () => told.flatMap((it) => (it.kind === 'incident_resolved' ? [it.incident.resolution] : []));
  const toldOf = () => told.flatMap((it) => (it.kind === 'people_told' ? [it.event] : []));
  return { missing, incidents, look, resolutions, around, toldOf };
}

describe('a service without containers', () => {
  it('that came back after its incident was resolved by hand is missed again when it goes again', async () => {
    const { missing, incidents, look } = watching();
    missing.noteGone(entryOf('db'), T0, true);
    await look(T0 + MINUTE, up('web'));
    await incidents.order(incidents.open[0]?.id ?? '', { kind: 'resolve', by: 'ann', text: undefined });
    await look(T0 + 2 * MINUTE, up('web'));
    expect(incidents.open).toEqual([]);
    await look(T0 + 3 * MINUTE, up('web'), up('db'));
    missing.noteGone(entryOf('db'), T0 + 4 * MINUTE, true);
    await look(T0 + 5 * MINUTE, up('web'));
    expect(incidents.open).toMatchObject([{ type: 'container_missing', target: 'shop/db#1' }]);
  });

  it('is missing when its removal by force is told of late: in the list it went in the middle of our restart', async () => {
    const { missing, incidents, look } = watching();
    const db = entryOf('db', { intent: { ...NO_INTENT, end: { at: T0 - 900, ours: true } } });
    missing.noteGone(db, T0, true);
    await look(T0 + 1_000, up('web'));
    const kill = { at: T0 - 100, signal: 9, ours: false };
    const forced = { ...NO_INTENT, kill, end: { at: T0 - 100, ours: false }, stoppedOnPurpose: true, removedAt: T0 };
    missing.noteTold(db.chart.container.id, forced);
    await look(T0 + MINUTE, up('web'));
    expect(incidents.open).toMatchObject([{ target: 'shop/db#1', evidence: { reason: 'removed_by_force' } }]);
  });

  it('is not missing when the last hand on it was a person', async () => {
    const { missing, incidents, look } = watching();
    missing.noteGone(entryOf('db', { intent: STOPPED }), T0, true);
    for (const minute of [1, 2, 3]) await look(T0 + minute * MINUTE, up('web'));
    expect(incidents.open).toEqual([]);
  });

  it('is missing a minute after its last one vanished while the rest of the project runs', async () => {
    const { missing, incidents, look } = watching();
    missing.noteGone(entryOf('db'), T0, true);
    await look(T0 + MINUTE - 1, up('web'));
    expect(incidents.open).toEqual([]);
    await look(T0 + MINUTE, up('web'));
    await look(T0 + 2 * MINUTE, up('web'));
    expect(incidents.open).toMatchObject([
      {
        type: 'container_missing',
        target: 'shop/db#1',
        containerName: 'shop-db-1',
        severity: 'critical',
        description:
          'The service shop/db has no container: shop-db-1 has vanished, while other services of its project run (shop/web)',
        evidence: { reason: 'vanished', running: ['shop/web'] },
      },
    ]);
  });

  it('has recovered when a container of it is back, whatever its number', async () => {
    const { missing, incidents, look, resolutions } = watching();
    missing.noteGone(entryOf('db', { number: 2 }), T0, true);
    await look(T0 + MINUTE, up('web'));
    await look(T0 + 2 * MINUTE, up('web'), up('db'));
    expect([incidents.open, resolutions()]).toEqual([[], ['self_recovered']]);
    await look(T0 + 9 * MINUTE, up('web'));
    expect(incidents.open).toEqual([]);
  });

  it('was taken down by a person when the rest of the project goes as well', async () => {
    const { missing, incidents, look, resolutions } = watching();
    missing.noteGone(entryOf('db'), T0, true);
    await look(T0 + MINUTE, up('web'));
    await look(T0 + 2 * MINUTE, up('web', 'exited'));
    expect([incidents.open, resolutions()]).toEqual([[], ['human']]);
  });

  it('is watched over by a Paramedic that was restarted', async () => {
    const before = watching();
    before.missing.noteGone(entryOf('db'), T0, true);
    await before.look(T0 + MINUTE, up('web'));
    const after = watching(before.incidents.open);
    await after.look(T0 + 2 * MINUTE, up('web'));
    expect(after.incidents.open).toHaveLength(1);
    await after.look(T0 + 3 * MINUTE, up('web'), up('db'));
    expect(after.resolutions()).toEqual(['self_recovered']);
  });
});

describe('a service that went while people asked for peace', () => {
  it.each([
    ['a window', MAINTENANCE],
    ['a guard', GUARDED],
  ])('is missing when %s is over, if it is not back by then', async (_name, quiet) => {
    const { missing, incidents, look, around, toldOf } = watching();
    around.quiet = quiet;
    missing.noteGone(entryOf('db'), T0, true);
    await look(T0 + MINUTE, up('web'));
    await look(T0 + 30 * MINUTE, up('web'));
    expect([incidents.open, toldOf()]).toEqual([[], []]);
    around.quiet = LOUD;
    await look(T0 + 60 * MINUTE, up('web'));
    expect(incidents.open).toMatchObject([{ type: 'container_missing', target: 'shop/db#1' }]);
    expect(toldOf()).toEqual(['incident_opened']);
  });

  it('is nobody’s business when it is back by then', async () => {
    const { missing, incidents, look, around } = watching();
    around.quiet = MAINTENANCE;
    missing.noteGone(entryOf('db'), T0, true);
    await look(T0 + MINUTE, up('web'));
    await look(T0 + 30 * MINUTE, up('web'), up('db'));
    around.quiet = LOUD;
    await look(T0 + 60 * MINUTE, up('web'));
    expect(incidents.open).toEqual([]);
  });

  it('is told of at the end of a silence, also by a Paramedic that was restarted in it', async () => {
    const before = watching();
    before.around.quiet = SILENCED;
    before.missing.noteGone(entryOf('db'), T0, true);
    await before.look(T0 + MINUTE, up('web'));
    expect([before.incidents.open.length, before.toldOf()]).toEqual([1, []]);
    const after = watching(before.incidents.open);
    after.around.quiet = SILENCED;
    await after.look(T0 + 2 * MINUTE, up('web'));
    expect(after.toldOf()).toEqual([]);
    after.around.quiet = LOUD;
    await after.look(T0 + 3 * MINUTE, up('web'));
    await after.look(T0 + 4 * MINUTE, up('web'));
    expect(after.toldOf()).toEqual(['incident_opened']);
    await after.look(T0 + 5 * MINUTE, up('web'), up('db'));
    expect(after.toldOf()).toEqual(['incident_opened', 'incident_resolved']);
  });

  it('and whose end came in the silence is told to nobody', async () => {
    const before = watching();
    before.around.quiet = SILENCED;
    before.missing.noteGone(entryOf('db'), T0, true);
    await before.look(T0 + MINUTE, up('web'));
    const after = watching(before.incidents.open);
    await after.look(T0 + 2 * MINUTE, up('web'), up('db'));
    expect([after.resolutions(), after.toldOf()]).toEqual([['self_recovered'], []]);
  });
});

describe('nothing is missing', () => {
  const alarms = async (entries: readonly Entry[], present: ReturnType<typeof up>[], watchedAll = true) => {
    const { missing, incidents, look } = watching();
    for (const entry of entries) missing.noteGone(entry, T0, watchedAll);
    await look(T0 + 1, ...present);
    await look(T0 + 5 * MINUTE, ...present);
    return incidents.open.length;
  };

  it('when a person stopped it before it went: compose down, rm -s, scale to nothing', async () => {
    expect(await alarms([entryOf('db', { intent: STOPPED })], [up('web')])).toBe(0);
  });

  it('when a service has fewer containers than before', async () => {
    expect(await alarms([entryOf('db', { number: 2 })], [up('web'), up('db')])).toBe(0);
  });

  it('when the last of several was taken down by a person', async () => {
    const both = [entryOf('db', { number: 2 }), entryOf('db', { intent: STOPPED })];
    expect(await alarms(both, [up('web')])).toBe(0);
  });

  it('when the whole project is gone', async () => {
    expect(await alarms([entryOf('db'), entryOf('web')], [])).toBe(0);
  });

  it('when what is left of the project does not run', async () => {
    expect(await alarms([entryOf('db')], [up('web', 'exited'), up('cache', 'created')])).toBe(0);
  });

  it('when it went while nobody watched', async () => {
    expect(await alarms([entryOf('db')], [up('web')], false)).toBe(0);
  });

  it('when it is back within the minute', async () => {
    const { missing, incidents, look } = watching();
    missing.noteGone(entryOf('db'), T0, true);
    await look(T0 + 50_000, up('web'), up('db', 'created'));
    await look(T0 + 70_000, up('web'));
    expect(incidents.open).toEqual([]);
  });

  it.each(['one_off', 'one_shot_job', 'swarm_managed'] as const)('when it was %s', async (place) => {
    expect(await alarms([entryOf('db', { place })], [up('web')])).toBe(0);
  });

  it('when it is no service of compose', async () => {
    expect(await alarms([new Entry(chart(), T0, [])], [up('web')])).toBe(0);
  });
});
