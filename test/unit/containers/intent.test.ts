import { describe, expect, it } from '@jest/globals';
import type { EngineEvent } from '../../../src/containers/event.ts';
import { endCause, type Intent, intentSeen, NO_INTENT, nextIntent } from '../../../src/containers/intent.ts';
import { isOneOff, isSwarmTask, targetOf } from '../../../src/containers/target.ts';
import { container, event, T0 } from '../../support/charts.ts';

const fold = (events: readonly EngineEvent[], ours = false): Intent =>
  events.reduce((intent, next) => nextIntent(intent, next, ours), NO_INTENT);

const exited = container({ state: 'exited', exitCode: 1, finishedAt: T0 + 10 });

describe('why a container ended', () => {
  it('docker stop: kill, die, stop is a person’s wish', () => {
    const intent = fold([event('kill', T0, { signal: 15 }), event('die', T0 + 10), event('stop', T0 + 11)]);
    expect(endCause(exited, intent, T0 + 20)).toEqual({ kind: 'on_purpose' });
    expect(intent.touchedAt).toBe(T0 + 11);
  });

  it.each([2, 3, 9, 15])('docker kill with signal %d is a person’s wish, before any stop event', (signal) => {
    const intent = fold([event('kill', T0, { signal }), event('die', T0 + 10)]);
    expect(endCause(exited, intent, T0 + 20)).toEqual({ kind: 'on_purpose' });
  });

  it('docker stop on newer engines, where stop comes before die, and by any signal', () => {
    const intent = fold([event('kill', T0, { signal: 28 }), event('stop', T0 + 10), event('die', T0 + 11)]);
    expect(endCause(exited, intent, T0 + 5_000)).toEqual({ kind: 'on_purpose' });
  });

  it('a stop is the end when no die came before it, whoever stopped it', () => {
    expect(fold([event('stop', T0 + 10)]).end).toEqual({ at: T0 + 10, ours: false });
    const ours = fold([event('kill', T0, { signal: 15 }), event('stop', T0 + 10)], true);
    expect(endCause(exited, ours, T0 + 20)).toEqual({ kind: 'ours' });
    expect(fold([event('die', T0), event('stop', T0 + 10)]).end?.at).toBe(T0);
  });

  it('what says nothing of an end changes nothing', () => {
    const intent = fold([event('kill', T0, { signal: 1 }), event('oom', T0 + 1)]);
    expect(nextIntent(intent, event('health_status', T0 + 5), false)).toBe(intent);
  });

  it('die alone is a crash', () => {
    expect(endCause(exited, fold([event('die', T0)]), T0)).toEqual({ kind: 'crash' });
  });

  it('one that was killed without a signal is undecided until the engine had its chance to tell of its memory', () => {
    const killed = { ...exited, exitCode: 137 };
    const intent = fold([event('die', T0, { exitCode: 137 })]);
    const undecided = { kind: 'undecided', reason: 'oom_may_follow', until: T0 + 500 };
    expect(endCause(killed, intent, T0 + 499)).toEqual(undecided);
    expect(endCause(killed, intent, T0 + 500)).toEqual({ kind: 'crash' });
    const told = nextIntent(intent, event('oom', T0 + 20), false);
    expect(endCause(killed, told, T0 + 30)).toEqual({ kind: 'oom' });
    expect(endCause({ ...killed, oomKilled: true }, intent, T0)).toEqual({ kind: 'oom' });
    expect(endCause({ ...killed, exitCode: 136 }, intent, T0)).toEqual({ kind: 'crash' });
  });

  it('a hang-up signal and an end soon after is undecided until the stop event had its chance, then a crash', () => {
    const intent = fold([event('kill', T0, { signal: 1 }), event('die', T0 + 10)]);
    expect(endCause(exited, intent, T0 + 20)).toEqual({
      kind: 'undecided',
      reason: 'stop_may_follow',
      until: T0 + 2_010,
    });
    expect(endCause(exited, intent, T0 + 2_010)).toEqual({ kind: 'crash' });
    const stopped = nextIntent(intent, event('stop', T0 + 30), false);
    expect(endCause(exited, stopped, T0 + 5_000)).toEqual({ kind: 'on_purpose' });
  });

  it.each([1, 2, 3, 12, 15])(
    'signal %d hours ago has nothing to do with a crash now, but for a stop that takes hours',
    (signal) => {
      const hours = T0 + 5 * 3_600_000;
      const intent = fold([event('kill', T0, { signal }), event('die', hours, { exitCode: 1 })]);
      expect(endCause(exited, intent, hours + 1_999)).toEqual({
        kind: 'undecided',
        reason: 'stop_may_follow',
        until: hours + 2_000,
      });
      expect(endCause(exited, intent, hours + 2_000)).toEqual({ kind: 'crash' });
      expect(intent.touchedAt).toBeUndefined();
      const stopped = nextIntent(intent, event('stop', hours + 50), false);
      expect(endCause(exited, stopped, hours + 60)).toEqual({ kind: 'on_purpose' });
    },
  );

  it('a list of threads asked for by SIGQUIT, and out of memory a day later', () => {
    const day = T0 + 86_400_000;
    const events = [event('kill', T0, { signal: 3 }), event('oom', day - 20), event('die', day, { exitCode: 137 })];
    expect(endCause({ ...exited, oomKilled: true }, fold(events), day + 2_000)).toEqual({ kind: 'oom' });
  });

  it('a signal that ends it explains an end within 30 s by any exit code, within 15 min by its own or 0', () => {
    const ends = (signal: number, afterMs: number, exitCode: number) =>
      fold([event('kill', T0, { signal }), event('die', T0 + afterMs, { exitCode })]).stoppedOnPurpose;
    expect([ends(15, 29_999, 5), ends(15, 30_000, 5)]).toEqual([true, false]);
    for (const [signal, own] of [
      [2, 130],
      [3, 131],
      [9, 137],
      [15, 143],
    ] as const) {
      expect([ends(signal, 899_999, own), ends(signal, 900_000, own)]).toEqual([true, false]);
      expect([ends(signal, 899_999, 0), ends(signal, 900_000, 0)]).toEqual([true, false]);
      expect([ends(signal, 60_000, own - 1), ends(signal, 60_000, own + 1)]).toEqual([false, false]);
    }
    expect([ends(1, 10, 129), ends(12, 10, 0)]).toEqual([false, false]);
  });

  it('who runs out of memory after a signal did not end by it, unless the exit code says so', () => {
    const ends = (oomAt: number, exitCode: number) =>
      fold([
        ...[event('oom', T0 + oomAt), event('kill', T0, { signal: 15 })].sort((a, b) => a.at - b.at),
        event('die', T0 + 20_000, { exitCode }),
      ]).stoppedOnPurpose;
    expect(ends(19_900, 137)).toBe(false);
    expect(ends(19_900, 143)).toBe(true);
    expect(ends(10_001, 137)).toBe(false);
    // A child of it, some time ago; and one from before the signal, which the person may have sent for that very reason.
    expect(ends(10_000, 137)).toBe(true);
    expect(ends(-1, 137)).toBe(true);
  });

  it('out of memory while it was being stopped waits for the stop event', () => {
    const events = [event('kill', T0, { signal: 15 }), event('oom', T0 + 40), event('die', T0 + 60, { exitCode: 137 })];
    expect(endCause(exited, fold(events), T0 + 70)).toEqual({
      kind: 'undecided',
      reason: 'stop_may_follow',
      until: T0 + 2_060,
    });
    expect(endCause(exited, fold(events), T0 + 2_060)).toEqual({ kind: 'oom' });
    expect(endCause(exited, fold([...events, event('stop', T0 + 110)]), T0 + 120)).toEqual({ kind: 'on_purpose' });
  });

  it('docker stop with a long grace: undecided from the end until the stop event, however it ends', () => {
    for (const exitCode of [1, 5, 255]) {
      const ended = fold([event('kill', T0, { signal: 15 }), event('die', T0 + 180_000, { exitCode })]);
      expect(endCause(exited, ended, T0 + 180_040)).toMatchObject({ kind: 'undecided' });
      const stopped = nextIntent(ended, event('stop', T0 + 180_050), false);
      expect(endCause(exited, stopped, T0 + 180_050)).toEqual({ kind: 'on_purpose' });
    }
    const killed = [event('kill', T0, { signal: 15 }), event('kill', T0 + 600_000, { signal: 9 })];
    const ended = fold([...killed, event('die', T0 + 600_020, { exitCode: 137 })]);
    expect(endCause(exited, ended, T0 + 600_021)).toEqual({ kind: 'on_purpose' });
  });

  it('docker restart that takes its time is a person’s touch, not a crash', () => {
    const ended = fold([event('kill', T0, { signal: 15 }), event('die', T0 + 60_000, { exitCode: 5 })]);
    const again = [event('stop', T0 + 60_050), event('start', T0 + 60_300)];
    expect(again.reduce((intent, next) => nextIntent(intent, next, false), ended)).toEqual({
      ...NO_INTENT,
      startedAt: T0 + 60_300,
      touchedAt: T0 + 60_300,
      takenDownAt: T0 + 60_050,
    });
  });

  it('an oom event or the engine’s own flag is out of memory', () => {
    expect(endCause(exited, fold([event('oom', T0), event('die', T0 + 10)]), T0 + 20)).toEqual({ kind: 'oom' });
    const flagged = { ...exited, oomKilled: true };
    expect(endCause(flagged, fold([event('die', T0)]), T0)).toEqual({ kind: 'oom' });
    expect(endCause(exited, fold([event('oom', T0), event('die', T0 + 60_000)]), T0 + 60_000)).toEqual({
      kind: 'crash',
    });
  });

  it('an out-of-memory event belongs to an end within 10 s', () => {
    const oomThenEnd = (ms: number) => endCause(exited, fold([event('oom', T0), event('die', T0 + ms)]), T0 + ms).kind;
    expect([oomThenEnd(9_999), oomThenEnd(10_000)]).toEqual(['oom', 'crash']);
  });

  it('an end that nobody told of is unseen, when whoever tells of it has had some seconds', () => {
    const until = T0 + 5_010;
    expect(endCause(exited, NO_INTENT, until - 1)).toEqual({ kind: 'undecided', reason: 'stop_may_follow', until });
    expect(endCause(exited, NO_INTENT, until)).toEqual({ kind: 'unseen' });
    expect(endCause({ ...exited, finishedAt: undefined }, NO_INTENT, T0)).toEqual({ kind: 'unseen' });
  });

  it('our own restart is ours, and no person’s touch', () => {
    const intent = fold([event('kill', T0, { signal: 15 }), event('die', T0 + 10), event('stop', T0 + 11)], true);
    expect(endCause(exited, intent, T0 + 20)).toEqual({ kind: 'ours' });
    expect(intent.touchedAt).toBeUndefined();
  });

  it('a start forgets how it ended, and remembers that a person started it', () => {
    const stopped = fold([event('kill', T0, { signal: 15 }), event('die', T0 + 10), event('stop', T0 + 11)]);
    const started = nextIntent(stopped, event('start', T0 + 500), false);
    const since = { startedAt: T0 + 500, touchedAt: T0 + 500, takenDownAt: T0 + 10 };
    expect(started).toEqual({ ...NO_INTENT, ...since });
    const again = nextIntent(nextIntent(started, event('stop', T0 + 900), false), event('die', T0 + 901), false);
    expect(again).toMatchObject({ takenDownAt: T0 + 900 });
    expect(fold([event('die', T0), event('start', T0 + 5)]).takenDownAt).toBeUndefined();
  });

  it('whoever starts what we had stopped is a person', () => {
    const stopped = nextIntent(NO_INTENT, event('die', T0), true);
    expect(nextIntent(stopped, event('start', T0 + 500), false).touchedAt).toBe(T0 + 500);
    expect(nextIntent(stopped, event('start', T0 + 500), true).touchedAt).toBeUndefined();
  });

  it('the engine’s own restart after a crash is nobody’s touch', () => {
    const crashed = fold([event('die', T0)]);
    expect(nextIntent(crashed, event('start', T0 + 500), false).touchedAt).toBeUndefined();
  });
});

describe('a start that nobody told of', () => {
  const stopped = fold([event('kill', T0, { signal: 15 }), event('die', T0 + 10), event('stop', T0 + 60)]);
  const up = (startedAt: number, part: object = {}) => container({ startedAt, ...part });

  const since = (at: number) => ({ ...NO_INTENT, startedAt: at, touchedAt: at, takenDownAt: T0 + 10 });

  it('is seen: it was started after the end that we know of', () => {
    expect(intentSeen(stopped, up(T0 + 61), false)).toEqual(since(T0 + 61));
    expect(intentSeen(stopped, up(T0 + 61, { state: 'paused' }), false).stoppedOnPurpose).toBe(false);
  });

  it('is seen when it is down again, too: that is another end, of which nobody has told yet', () => {
    const crashed = up(T0 + 61, { state: 'exited', exitCode: 1, finishedAt: T0 + 99 });
    const intent = intentSeen(stopped, crashed, false);
    expect(intent).toEqual(since(T0 + 61));
    expect(endCause(crashed, nextIntent(intent, event('die', T0 + 99), false), T0 + 99)).toEqual({ kind: 'crash' });
  });

  it('is none when the look is older than the end', () => {
    for (const startedAt of [T0 - 5, T0 + 10, T0 + 60]) expect(intentSeen(stopped, up(startedAt), false)).toBe(stopped);
    expect(intentSeen(stopped, container({ startedAt: undefined }), false)).toBe(stopped);
    const dying = fold([event('kill', T0, { signal: 15 })]);
    expect(intentSeen(dying, up(T0 + 61), false)).toBe(dying);
  });

  it('is nobody’s touch when it crashed, or when we started it', () => {
    const crashed = { ...fold([event('die', T0)]), touchedAt: T0 - 9 };
    expect(intentSeen(crashed, up(T0 + 1), false)).toEqual({ ...NO_INTENT, startedAt: T0 + 1, touchedAt: T0 - 9 });
    const ours = fold([event('kill', T0, { signal: 15 }), event('die', T0 + 10)], true);
    expect(intentSeen(ours, up(T0 + 20), true)).toEqual({ ...NO_INTENT, startedAt: T0 + 20 });
    expect(intentSeen(ours, up(T0 + 20), false).touchedAt).toBe(T0 + 20);
  });

  it('keeps what was heard of the new life', () => {
    const events = [event('oom', T0 + 500), event('kill', T0 + 501, { signal: 15 })];
    const again = events.reduce((intent, next) => nextIntent(intent, next, false), stopped);
    const kept = intentSeen(again, up(T0 + 300), false);
    expect(kept).toMatchObject({ kill: { at: T0 + 501 }, oomAt: T0 + 500, end: undefined, stoppedOnPurpose: false });
    expect(intentSeen(again, up(T0 + 600), false)).toEqual(since(T0 + 600));
    const stoppedAnew = nextIntent(again, event('stop', T0 + 700), false);
    expect(intentSeen(stoppedAnew, up(T0 + 300), false)).toBe(stoppedAnew);
  });
});

describe('identity', () => {
  const labels = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' };

  it('is project/service#number under compose, so that it survives recreate', () => {
    expect(targetOf('shop-web-2', { ...labels, 'com.docker.compose.container-number': '2' })).toBe('shop/web#2');
    expect(targetOf('0a1b2c_shop-web-1', { ...labels, 'com.docker.compose.container-number': '1' })).toBe('shop/web#1');
  });

  it('is the name elsewhere, and for one-off runs', () => {
    expect(targetOf('web', {})).toBe('web');
    const oneOff = { ...labels, 'com.docker.compose.oneoff': 'True' };
    expect(isOneOff(oneOff)).toBe(true);
    expect(targetOf('shop-web-run-1', oneOff)).toBe('shop-web-run-1');
  });

  it('knows the tasks of a swarm', () => {
    expect(isSwarmTask({ 'com.docker.swarm.task.id': 'x' })).toBe(true);
    expect(isSwarmTask({})).toBe(false);
  });
});
