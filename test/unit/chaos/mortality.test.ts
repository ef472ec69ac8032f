import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { Mortality } from '../../support/chaos/mortality.ts';

function port() {
  const done: string[] = [];
  const act = async (name: string) => {
    done.push(name);
    await null;
    return name;
  };
  return { done, act };
}

const hangs = async (promise: Promise<unknown>): Promise<boolean> =>
  (await Promise.race([promise, systemClock.sleep(20).then(() => 'hangs')])) === 'hangs';

describe('a life that ends at its second call of a kind', () => {
  it.each([
    ['before', ['a']],
    ['during', ['a', 'b']],
    ['after', ['a', 'b']],
  ] as const)('%s it: the answer is never heard, and nothing is done from then on', async (moment, done) => {
    const life = new Mortality({ kind: 'act', nth: 2, moment });
    const inner = port();
    const guarded = life.guard(inner, { act: 'act' });
    expect(await guarded.act('a')).toBe('a');
    expect(life.isOver).toBe(false);
    expect(await hangs(guarded.act('b'))).toBe(true);
    expect(life.isOver).toBe(true);
    expect(await hangs(guarded.act('c'))).toBe(true);
    expect(inner.done).toEqual(done);
    expect([...life.calls]).toEqual([['act', 2]]);
  });

  it('does not count calls of other kinds', async () => {
    const life = new Mortality({ kind: 'act', nth: 1, moment: 'before' });
    await life.guard(port()).act('a');
    await life.guard(port(), { act: 'another' }).act('b');
    expect(life.isOver).toBe(false);
  });

  it('ends after a call that failed as well', async () => {
    const life = new Mortality({ kind: 'act', nth: 1, moment: 'after' });
    const failing = life.guard({ act: () => Promise.reject(new Error('x')) }, { act: 'act' });
    expect(await hangs(failing.act())).toBe(true);
    expect(life.isOver).toBe(true);
  });
});

it('a life that is over hears no timer and no event, and is settled when its calls are', async () => {
  const life = new Mortality();
  const clock = life.clock(systemClock);
  await clock.sleep(1);
  const sleeping = clock.sleep(1);
  const heard: unknown[] = [];
  const note = (it: unknown) => void heard.push(it);
  const listener = life.listener({ onEvent: note, onConnected: note, onDisconnected: note });
  listener.onDisconnected('once');
  const call = Promise.withResolvers<void>();
  void life.guard({ act: () => call.promise }).act();
  life.end();
  expect(await hangs(life.settled())).toBe(true);
  call.resolve();
  await life.settled();
  listener.onDisconnected('again');
  expect(heard).toEqual(['once']);
  expect(await hangs(sleeping)).toBe(true);
  expect(await hangs(clock.sleep(1))).toBe(true);
});
