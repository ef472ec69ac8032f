import { describe, expect, it } from '@jest/globals';
import type { EngineEvent } from '../../../src/containers/event.ts';
import { endCause, type Intent, NO_INTENT, nextIntent } from '../../../src/containers/intent.ts';
import { isOneOff, isSwarmTask, targetOf } from '../../../src/containers/target.ts';
import { container, event, T0 } from '../../support/charts.ts';

const fold = (events: readonly EngineEvent[], ours = false): Intent =>
  events.reduce((intent, next) => nextIntent(intent, next, ours), NO_INTENT);

const exited = container({ state: 'exited', exitCode: 137, finishedAt: T0 + 10 });

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

  it('a hang-up signal and an end soon after is undecided until the stop event had its chance, then a crash', () => {
    const intent = fold([event('kill', T0, { signal: 1 }), event('die', T0 + 10)]);
    expect(endCause(exited, intent, T0 + 20)).toEqual({ kind: 'undecided', until: T0 + 2_010 });
    expect(endCause(exited, intent, T0 + 2_010)).toEqual({ kind: 'crash' });
    const stopped = nextIntent(intent, event('stop', T0 + 30), false);
    expect(endCause(exited, stopped, T0 + 5_000)).toEqual({ kind: 'on_purpose' });
  });

  it('a reload hours ago has nothing to do with a crash now', () => {
    const intent = fold([event('kill', T0, { signal: 1 }), event('die', T0 + 3_600_000)]);
    expect(endCause(exited, intent, T0 + 3_600_000)).toEqual({ kind: 'crash' });
  });

  it('an oom event or the engine’s own flag is out of memory', () => {
    expect(endCause(exited, fold([event('oom', T0), event('die', T0 + 10)]), T0 + 20)).toEqual({ kind: 'oom' });
    const flagged = { ...exited, oomKilled: true };
    expect(endCause(flagged, fold([event('die', T0)]), T0)).toEqual({ kind: 'oom' });
    expect(endCause(exited, fold([event('oom', T0), event('die', T0 + 60_000)]), T0 + 60_000)).toEqual({
      kind: 'crash',
    });
  });

  it('an out-of-memory event belongs to an end within 10 s, a signal to one within 15 min', () => {
    const oomThenEnd = (ms: number) => endCause(exited, fold([event('oom', T0), event('die', T0 + ms)]), T0 + ms).kind;
    expect([oomThenEnd(9_999), oomThenEnd(10_000)]).toEqual(['oom', 'crash']);
    const hangUp = event('kill', T0, { signal: 1 });
    const signalThenEnd = (ms: number) => endCause(exited, fold([hangUp, event('die', T0 + ms)]), T0 + ms).kind;
    expect([signalThenEnd(899_999), signalThenEnd(900_000)]).toEqual(['undecided', 'crash']);
  });

  it('an end that nobody saw is unseen', () => {
    expect(endCause(exited, NO_INTENT, T0)).toEqual({ kind: 'unseen' });
  });

  it('our own restart is ours, and no person’s touch', () => {
    const intent = fold([event('kill', T0, { signal: 15 }), event('die', T0 + 10), event('stop', T0 + 11)], true);
    expect(endCause(exited, intent, T0 + 20)).toEqual({ kind: 'ours' });
    expect(intent.touchedAt).toBeUndefined();
  });

  it('a start forgets how it ended, and remembers that a person started it', () => {
    const stopped = fold([event('kill', T0, { signal: 15 }), event('die', T0 + 10), event('stop', T0 + 11)]);
    const started = nextIntent(stopped, event('start', T0 + 500), false);
    expect(started).toEqual({ ...NO_INTENT, touchedAt: T0 + 500 });
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
