import { describe, expect, it } from '@jest/globals';
import type { EngineEvent } from '../../../src/containers/event.ts';
import type { Hands } from '../../../src/healing/ports.ts';
import { Deference } from '../../../src/leadership/deference.ts';
import type { Clearance } from '../../../src/leadership/leadership.ts';

const options = { stopTimeoutMs: 10_000, deadlineMs: 25_000 };
const event = (action: EngineEvent['action'], id = 'c1'): EngineEvent =>
  ({ id, action, at: 0, target: 'web', name: 'web', labels: {} }) as unknown as EngineEvent;

/** Time passes by sleeping only; `during` is called after each sleep with how long it has lasted. */
function scene(clearance: () => Clearance, during: (elapsedMs: number) => void = () => {}) {
  let now = 0;
  const done: string[] = [];
  const note = (what: string) => async (id: string) => void done.push(`${what} ${id}`);
  const inner = {
    restart: note('restart'),
    stop: note('stop'),
    exec: async (id: string) => {
      await note('exec')(id);
      return { exitCode: 0, output: '' };
    },
    recreate: async (id: string) => {
      await note('recreate')(id);
      return { newId: 'c2' };
    },
    repairRecreates: async () => [{ name: 'web', outcome: 'kept_new' as const }],
  } satisfies Hands;
  const sleep = async (ms: number): Promise<void> => {
    now += ms;
    during(now);
  };
  const deference = new Deference(clearance, { now: () => now, sleep });
  return { deference, hands: deference.hands(inner), done, elapsed: () => now };
}

const heard: string[] = [];
const listen = (deference: Deference) =>
  deference.listener({
    onEvent: ({ action }) => void heard.push(action),
    onConnected: () => {},
    onDisconnected: () => {},
  });

describe('Deference', () => {
  it('acts at once while it is sure to lead', async () => {
    const { hands, done, elapsed } = scene(() => 'act');
    await hands.restart('c1', options);
    await hands.stop('c1', options);
    await hands.exec('c1', 'true', options);
    expect(await hands.recreate('c1', { ...options, wellWithinMs: 1, onStarted: () => {} })).toEqual({ newId: 'c2' });
    expect(done).toEqual(['restart c1', 'stop c1', 'exec c1', 'recreate c1']);
    expect(await hands.repairRecreates(() => true)).toHaveLength(1);
    expect(elapsed()).toBe(0);
  });

  it('when it is not sure, acts only on what nobody else has touched for 8 s', async () => {
    const { hands, done, elapsed } = scene(() => 'defer');
    await hands.restart('c1', options);
    expect(done).toEqual(['restart c1']);
    expect(elapsed()).toBe(8_000);
    expect(await hands.repairRecreates(() => true)).toEqual([]);
  });

  it.each(['kill', 'die', 'stop', 'start', 'destroy'] as const)(
    'leaves what a %s shows to whoever did it',
    async (action) => {
      let listener: ReturnType<typeof listen> | undefined;
      const { deference, hands, done } = scene(
        () => 'defer',
        (elapsed) => elapsed === 1_000 && listener?.onEvent(event(action)),
      );
      listener = listen(deference);
      heard.length = 0;
      await expect(hands.restart('c1', options)).rejects.toMatchObject({ code: 'left_to_another' });
      expect(done).toEqual([]);
      expect(heard).toEqual([action]);
    },
  );

  it('is not moved by health checks, by other containers, nor by what was before', async () => {
    let listener: ReturnType<typeof listen> | undefined;
    const { deference, hands, done } = scene(
      () => 'defer',
      () => {
        listener?.onEvent(event('health_status'));
        listener?.onEvent(event('kill', 'c9'));
      },
    );
    listener = listen(deference);
    listener.onEvent(event('start'));
    await hands.restart('c1', options);
    expect(done).toEqual(['restart c1']);
  });

  it('stops waiting as soon as it knows: it leads again, or it does not', async () => {
    let clearance: Clearance = 'defer';
    const again = scene(
      () => clearance,
      () => (clearance = 'act'),
    );
    await again.hands.restart('c1', options);
    expect(again.elapsed()).toBe(250);
    clearance = 'defer';
    const lost = scene(
      () => clearance,
      () => (clearance = 'refuse'),
    );
    await expect(lost.hands.restart('c1', options)).rejects.toMatchObject({ code: 'not_leading' });
    expect(lost.done).toEqual([]);
    expect(lost.elapsed()).toBe(250);
  });
});
