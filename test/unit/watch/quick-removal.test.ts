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

interface Update {
  /** How long the old container lives. */
  readonly wellForMs: number;
  /** Are its kill and its end told of? */
  readonly tells?: boolean;
  /** So long after its end the engine tells that it is removed. */
  readonly destroyAfterMs?: number;
  /** So long is nothing there, before the new one comes; undefined: there is no list in between. */
  readonly gapMs?: number | undefined;
  readonly health?: Container['health'];
}

/** A monitor that sees the old container well for some time, and its update: nobody has a look between its end and its removal. */
async function updated({ wellForMs, tells = false, destroyAfterMs = 0, gapMs, health = 'healthy' }: Update) {
  const clock = new SteppedClock(T0);
  const there = new Map<string, Container>([[OLD.id, { ...OLD, health, startedAt: T0 }]]);
  const reasons: string[] = [];
  const happenings = new Emitter<Happening>();
  happenings.on((it) => {
    if (it.kind === 'incident_escalated') reasons.push(it.reason);
  });
  await using ward = await monitorOver({
    config: validConfig({ PARAMEDIC_HEAL_VERIFY: '30s', PARAMEDIC_INTERVAL: '1m' }),
    census: { list: async () => [...there.values()], inspect: async (one) => there.get(one) },
    ...{ clock, happenings },
  });
  await clock.advance(wellForMs);
  const tell = async (action: EngineAction, part: Partial<EngineEvent> = {}) => {
    ward.stream.onEvent(event(action, clock.now(), { id: OLD.id, name: 'web', target: 'web', ...part }));
    await clock.advance(10);
  };
  there.delete(OLD.id);
  if (tells) {
    await tell('kill', { signal: 9 });
    await tell('die', { exitCode: 137 });
    await clock.advance(destroyAfterMs);
    await tell('destroy');
  }
  if (gapMs !== undefined) {
    await clock.advance(gapMs);
    expect(ward.monitor.board.targets()).toEqual([]);
  }
  there.set(NEW.id, { ...NEW, createdAt: clock.now(), startedAt: clock.now() });
  await clock.advance(10 * MINUTE);
  return reasons;
}

describe('an update whose old container was gone before anybody looked at its end', () => {
  it.each([
    ['told of by events', { wellForMs: 5 * MINUTE, tells: true, gapMs: 2 * MINUTE }],
    ['told of by nobody', { wellForMs: 5 * MINUTE, gapMs: 2 * MINUTE }],
    ['replaced between two lists', { wellForMs: 5 * MINUTE + 5_000 }],
    [
      'without a health check, so that only lists speak of it',
      { wellForMs: 5 * MINUTE, health: 'none', gapMs: 2 * MINUTE },
    ],
    [
      'in its first minute, its end told of long after the only look',
      { wellForMs: 50_000, tells: true, gapMs: MINUTE },
    ],
  ] satisfies [string, Update][])('is found to be bad when the old image was proven: %s', async (_how, update) => {
    expect(await updated(update)).toEqual(['bad_update']);
  });

  it.each([
    [
      'its removal told of a minute after its end',
      { wellForMs: 10_000, tells: true, destroyAfterMs: MINUTE, gapMs: 2 * MINUTE },
    ],
    ['missed in a list long after', { wellForMs: 10_000, gapMs: 2 * MINUTE }],
    ['replaced, and the new one seen in a list long after', { wellForMs: 10_000 }],
  ] satisfies [string, Update][])('is none when the old one was not well for long enough: %s', async (_how, update) => {
    expect(await updated(update)).toEqual(['attempts_exhausted']);
  });
});
