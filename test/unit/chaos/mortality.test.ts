import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { Mortality } from '../../support/chaos/mortality.ts';

/** The dice that choose the moment: before, during, after. */
const MOMENT = { before: 0, during: 0.5, after: 0.9 };

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

describe('a life that ends at its second call', () => {
  it.each([
    ['before', ['a']],
    ['during', ['a', 'b']],
    ['after', ['a', 'b']],
  ] as const)('%s it: the answer is never heard, and nothing is done from then on', async (moment, done) => {
    const life = new Mortality(2, () => MOMENT[moment]);
    const inner = port();
    const guarded = life.guard('port', inner, true);
    expect(await guarded.act('a')).toBe('a');
    expect(life.isOver).toBe(false);
    expect(await hangs(guarded.act('b'))).toBe(true);
    expect(life.isOver).toBe(true);
    expect(life.lastCall).toBe(`port.act (${moment})`);
    expect(await hangs(guarded.act('c'))).toBe(true);
    expect(inner.done).toEqual(done);
  });

  it('does not count calls through other ports', async () => {
    const life = new Mortality(1, () => 0);
    const guarded = life.guard('port', port(), false);
    await guarded.act('a');
    await guarded.act('b');
    expect(life.isOver).toBe(false);
  });
});

it('a life that is over hears no timer and no event', async () => {
  const life = new Mortality(Number.POSITIVE_INFINITY, () => 0);
  const clock = life.clock(systemClock);
  await clock.sleep(1);
  const sleeping = clock.sleep(1);
  const heard: unknown[] = [];
  const note = (it: unknown) => void heard.push(it);
  const listener = life.listener({ onEvent: note, onConnected: note, onDisconnected: note });
  listener.onDisconnected('once');
  life.end();
  listener.onDisconnected('again');
  expect(heard).toEqual(['once']);
  expect(await hangs(sleeping)).toBe(true);
  expect(await hangs(clock.sleep(1))).toBe(true);
});
