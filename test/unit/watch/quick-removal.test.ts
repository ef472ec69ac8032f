import { describe, expect, it } from '@jest/globals';
import { Emitter } from '../../../src/base/emitter.ts';
import type { Container } from '../../../src/containers/container.ts';
import type { EngineAction, EngineEvent } from '../../../src/containers/event.ts';
import type { Happening } from '../../../src/incidents/happening.ts';
import { container, event, T0 } from '../../support/charts.ts';
import { monitorOver } from '../../support/monitor-over.ts';
import { SteppedClock } from '../../support/stepped-clock.ts';
import { validConfig } from '../../support/valid-config.ts';

const MINUTE = 60_000;
const id = (digit: string) => digit.repeat(64);
const OLD = container({ id: id('a'), name: 'web', target: 'web', imageId: 'sha256:old' });
const NEW = container({ id: id('b'), name: 'web', target: 'web', imageId: 'sha256:new', health: 'unhealthy' });

/** A monitor that sees the old container well for some time, and its update: it is removed before anybody looks at its end. */
async function updated({ wellForMs, tells }: { wellForMs: number; tells: boolean }) {
  const clock = new SteppedClock(T0);
  const there = new Map<string, Container>([[OLD.id, { ...OLD, startedAt: T0 }]]);
  const reasons: string[] = [];
  const happenings = new Emitter<Happening>();
  happenings.on((it) => {
    if (it.kind === 'incident_escalated') reasons.push(it.reason);
  });
  await using ward = await monitorOver({
    config: validConfig({ PARAMEDIC_HEAL_VERIFY: '30s' }),
    census: { list: async () => [...there.values()], inspect: async (one) => there.get(one) },
    ...{ clock, happenings },
  });
  await clock.advance(1_000);
  await clock.advance(wellForMs);
  const tell = async (action: EngineAction, part: Partial<EngineEvent> = {}) => {
    if (!tells) return;
    ward.stream.onEvent(event(action, clock.now(), { id: OLD.id, name: 'web', target: 'web', ...part }));
    await clock.advance(10);
  };
  there.delete(OLD.id);
  await tell('kill', { signal: 9 });
  await tell('die', { exitCode: 137 });
  await tell('destroy');
  await clock.advance(MINUTE);
  expect(ward.monitor.board.targets()).toEqual([]);
  there.set(NEW.id, { ...NEW, createdAt: clock.now(), startedAt: clock.now() });
  await clock.advance(10 * MINUTE);
  return reasons;
}

describe('an update whose old container was gone before anybody looked at its end', () => {
  it.each([true, false])('is found to be bad when the old image was proven (told of by events: %s)', async (tells) => {
    expect(await updated({ wellForMs: 5 * MINUTE, tells })).toEqual(['bad_update']);
  });

  it('is none when the old one was not well for the verification time, however late its end was noticed', async () => {
    expect(await updated({ wellForMs: 10_000, tells: true })).toEqual(['attempts_exhausted']);
  });
});
