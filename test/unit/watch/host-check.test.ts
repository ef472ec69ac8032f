import { describe, expect, it } from '@jest/globals';
import { Emitter } from '../../../src/base/emitter.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import type { Happening } from '../../../src/incidents/happening.ts';
import type { Incident } from '../../../src/incidents/incident.ts';
import type { Dismissal } from '../../../src/watch/dismissals.ts';
import { EngineWatch } from '../../../src/watch/engine-watch.ts';
import { HostCheck } from '../../../src/watch/host-check.ts';
import { Pulse } from '../../../src/watch/pulse.ts';
import { Roster } from '../../../src/watch/roster.ts';
import { StandaloneIncidents } from '../../../src/watch/standalone-incidents.ts';
import { hostSubject } from '../../../src/watch/trouble.ts';
import { counter } from '../../support/charts.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { hostSample, NOW } from '../../support/fleet.ts';
import { RecordingLedger } from '../../support/recording-ledger.ts';
import { LOUD, MAINTENANCE } from '../../support/silence.ts';
import { THRESHOLDS } from '../../support/thresholds.ts';

/** A pulse whose census is what the test says. */
class SetPulse extends Pulse {
  now = { sick: 0, watched: 20 };
  override census() {
    return this.now;
  }
}

function checking(open: readonly Incident[] = [], dismissed: readonly Dismissal[] = []) {
  const clock = new FixedClock();
  const around = { quiet: LOUD };
  const ledger = new RecordingLedger();
  const happenings = new Emitter<Happening>();
  const pulse = new SetPulse({ roster: new Roster(), mode: 'heal', startedAt: NOW, hostAttempts: [] });
  const engineWatch = new EngineWatch({ pulse, clock, logger: silentLogger, happenings, host: 'box' });
  pulse.engineReachable = true;
  const common = { host: 'box', ledger, clock, happenings, newId: counter(), tells: false };
  const incidents = new StandaloneIncidents(
    { ...common, outbox: () => [], escalate: () => [], quiet: () => around.quiet },
    open,
    dismissed,
  );
  const rules = { thresholds: THRESHOLDS, intervalMs: 30_000, maxUnhealthyRatio: 0.6 };
  const check = new HostCheck({ host: 'box', pulse, engineWatch, incidents, ...rules });
  return { check, pulse, incidents, clock, around };
}

const full = hostSample({ at: NOW, diskTotalBytes: 100, diskAvailableBytes: 1 });
const fine = hostSample({ at: NOW + 30_000 });
const open = ({ incidents }: ReturnType<typeof checking>) =>
  incidents.open.map(({ type, evidence }) => `${type} ${evidence.reason}`);

describe('the host', () => {
  it('with a full disk has an incident until there is space again', async () => {
    const it = checking();
    it.check.take(full);
    await it.check.turn();
    expect(open(it)).toEqual(['host_disk disk_nearly_full']);
    it.check.take(fine);
    await it.check.turn();
    expect(open(it)).toEqual([]);
  });

  it('has one incident of pressure for several causes, whose description tells all', async () => {
    const it = checking();
    it.pulse.now = { sick: 15, watched: 20 };
    for (let n = 0; n <= 10; n += 1) it.check.take(hostSample({ at: NOW + n * 30_000, load1: 9, cores: 2 }));
    await it.check.turn();
    expect(open(it)).toEqual(['host_pressure overloaded+max_unhealthy']);
    expect(it.incidents.open[0]?.description).toBe(
      'box is overloaded for more than 5 min: load 9.0 on 2 cores; 15 of 20 containers are sick at once: healing is held back, look at the host first',
    );
  });

  it('has no incident that comes and goes while the fleet is around the threshold', async () => {
    const it = checking();
    const seen: number[] = [];
    for (const sick of [13, 12, 13, 12, 9, 8]) {
      it.pulse.now = { sick, watched: 20 };
      it.check.take(fine);
      await it.check.turn();
      seen.push(it.incidents.open.length);
    }
    expect(seen).toEqual([1, 1, 1, 1, 1, 0]);
  });

  it('keeps what was open before a restart of Paramedic until a sample says otherwise', async () => {
    const before = checking();
    before.check.take(full);
    await before.check.turn();
    const after = checking(before.incidents.open);
    await after.check.turn();
    expect(open(after)).toEqual(['host_disk disk_nearly_full']);
    after.check.take(fine);
    await after.check.turn();
    expect(open(after)).toEqual([]);
  });

  it('has no incident any more of a fleet that is well again, also where the host was never sampled', async () => {
    const it = checking();
    it.pulse.now = { sick: 15, watched: 20 };
    await it.check.turn();
    expect(open(it)).toEqual(['host_pressure max_unhealthy']);
    it.pulse.now = { sick: 0, watched: 20 };
    await it.check.turn();
    expect(open(it)).toEqual([]);
  });

  it('has none after a restart of Paramedic either, unless its load or memory had a part in it', async () => {
    const remembering = async (reason: string) => {
      const before = checking();
      const trouble = { severity: 'critical', reason, description: '', evidence: {} } as const;
      await before.incidents.raise('host_pressure', hostSubject('box'), trouble);
      const after = checking(before.incidents.open);
      await after.check.turn();
      return open(after);
    };
    expect(await remembering('max_unhealthy')).toEqual([]);
    expect(await remembering('overloaded+max_unhealthy')).toEqual(['host_pressure overloaded+max_unhealthy']);
    expect(await remembering('memory_nearly_exhausted')).toEqual(['host_pressure memory_nearly_exhausted']);
  });

  it('has nothing new to tell after a restart of Paramedic of what was resolved by hand and lasts', async () => {
    // Too full to enter, not empty enough to leave: still the same trouble.
    const between = hostSample({ at: NOW, diskTotalBytes: 100, diskAvailableBytes: 12 });
    const anew = checking();
    anew.check.take(between);
    await anew.check.turn();
    expect(open(anew)).toEqual([]);
    const dismissed = [{ target: 'host/box', type: 'host_disk', reason: 'disk_nearly_full' }] as const;
    const after = checking([], dismissed);
    await after.check.turn();
    after.check.take(between);
    await after.check.turn();
    after.check.take(full);
    await after.check.turn();
    expect(open(after)).toEqual([]);
    after.check.take(fine);
    await after.check.turn();
    after.check.take(full);
    await after.check.turn();
    expect(open(after)).toEqual(['host_disk disk_nearly_full']);
  });

  it('has no incident while somebody works on it, and one of what is wrong then', async () => {
    const it = checking();
    it.around.quiet = MAINTENANCE;
    it.check.take(full);
    await it.check.turn();
    expect(open(it)).toEqual([]);
    it.around.quiet = LOUD;
    await it.check.turn();
    expect(open(it)).toEqual(['host_disk disk_nearly_full']);
  });

  it('whose engine is away for more than a moment has an incident of that', async () => {
    const it = checking();
    it.pulse.engineReachable = false;
    await it.check.turn();
    expect(open(it)).toEqual([]);
    it.clock.at = NOW + 5_001;
    await it.check.turn();
    expect(open(it)).toEqual(['engine_unreachable no_answer']);
    it.pulse.engineReachable = true;
    await it.check.turn();
    expect(open(it)).toEqual([]);
  });
});
