import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { ParamedicError } from '../../../src/base/errors.ts';
import { Healer } from '../../../src/healing/healer.ts';
import { Slots } from '../../../src/healing/slots.ts';
import type { RemediationAction } from '../../../src/incidents/incident.ts';
import { attempt } from '../../support/charts.ts';
import { hands as handsThat } from '../../support/hands.ts';

/** A clock whose sleeps end when the test says so. */
function handClock() {
  const sleepers: (() => void)[] = [];
  const asked: number[] = [];
  return {
    clock: {
      now: systemClock.now,
      sleep: (ms: number, signal?: AbortSignal) =>
        new Promise<void>((resolve) => {
          asked.push(ms);
          sleepers.push(resolve);
          signal?.addEventListener('abort', () => resolve(), { once: true });
        }),
    },
    asked,
    pass: () => {
      for (const wake of sleepers.splice(0)) wake();
    },
  };
}

/** Hands whose acts end when the test says so. */
function slowHands() {
  const under = new Map<string, { resolve: () => void; reject: (error: Error) => void; deadlineMs: number }>();
  const hands = handsThat({
    restart: (id, { deadlineMs }) =>
      new Promise<void>((resolve, reject) => under.set(id, { resolve, reject, deadlineMs })),
  });
  return { hands, under };
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
const one = (id: string) => attempt({ id, containerId: id, finishedAt: undefined, outcome: undefined });
const wanted = () => true;
const options = (stopTimeoutMs: number) => ({ stopTimeoutMs, exec: 'rm -f /tmp/lock', wellWithinMs: 60_000 });

describe('healer', () => {
  it('starts no more at once than allowed, in the order they came', async () => {
    const { hands, under } = slowHands();
    const healer = new Healer(hands, handClock().clock, 2);
    const acts = ['a', 'b', 'c'].map((id) => healer.carryOut(one(id), options(1_000), wanted));
    await settle();
    expect([...under.keys()]).toEqual(['a', 'b']);
    under.get('a')?.resolve();
    expect(await acts[0]).toEqual({ attemptId: 'a', outcome: 'done', error: undefined, detail: {} });
    await settle();
    expect([...under.keys()]).toEqual(['a', 'b', 'c']);
  });

  it('who waits out a stop timeout does not count, until it has ended and starts', async () => {
    const { hands, under } = slowHands();
    const { clock, pass, asked } = handClock();
    const healer = new Healer(hands, clock, 1);
    void healer.carryOut(one('stubborn'), options(10_000), wanted);
    void healer.carryOut(one('polite'), options(10_000), wanted);
    await settle();
    expect([...under.keys()]).toEqual(['stubborn']);
    // Longer than a stop takes whose container heeds it, and shorter than it takes on a machine that has no time for it.
    expect(asked).toEqual([100]);
    pass();
    await settle();
    expect([...under.keys()]).toEqual(['stubborn', 'polite']);
    void healer.carryOut(one('third'), options(10_000), wanted);
    healer.noteEnded('stubborn');
    under.get('polite')?.resolve();
    await settle();
    expect([...under.keys()]).not.toContain('third');
    under.get('stubborn')?.resolve();
    await settle();
    expect([...under.keys()]).toContain('third');
  });

  it('who ended quickly and starts slowly keeps its place', async () => {
    const { hands, under } = slowHands();
    const { clock, pass } = handClock();
    const healer = new Healer(hands, clock, 1);
    void healer.carryOut(one('slow starter'), options(10_000), wanted);
    void healer.carryOut(one('next'), options(10_000), wanted);
    await settle();
    healer.noteEnded('slow starter');
    pass();
    await settle();
    expect([...under.keys()]).toEqual(['slow starter']);
    under.get('slow starter')?.resolve();
    await settle();
    expect([...under.keys()]).toEqual(['slow starter', 'next']);
  });

  it('whose successor has been started gives its place back, and is watched without one', async () => {
    const begun = new Map<string, { onStarted: () => void; end: () => void }>();
    const restarted: string[] = [];
    const hands = handsThat({
      recreate: (id, { onStarted }) =>
        new Promise((resolve) => begun.set(id, { onStarted, end: () => resolve({ newId: `new ${id}` }) })),
      restart: async (id) => void restarted.push(id),
    });
    const { clock, pass } = handClock();
    const healer = new Healer(hands, clock, 2);
    const acts = ['a', 'b'].map((id) => healer.carryOut({ ...one(id), action: 'recreate' }, options(10_000), wanted));
    await settle();
    for (const id of ['a', 'b']) healer.noteEnded(id);
    pass();
    void healer.carryOut(one('c'), options(10_000), wanted);
    void healer.carryOut(one('d'), options(10_000), wanted);
    await settle();
    expect(restarted).toEqual([]);
    begun.get('a')?.onStarted();
    await settle();
    expect(restarted).toEqual(['c', 'd']);
    for (const id of ['a', 'b']) begun.get(id)?.end();
    expect(await Promise.all(acts)).toMatchObject([
      { outcome: 'done', detail: { newId: 'new a' } },
      { outcome: 'done', detail: { newId: 'new b' } },
    ]);
  });

  it('does not take the place again when the end of the old one is told only after the start of the new', async () => {
    const begun = new Map<string, () => void>();
    const { hands: slow, under } = slowHands();
    const recreate: typeof slow.recreate = (id, { onStarted }) => {
      begun.set(id, onStarted);
      return new Promise(() => {});
    };
    const healer = new Healer({ ...slow, recreate }, handClock().clock, 1);
    void healer.carryOut({ ...one('a'), action: 'recreate' }, options(10_000), wanted);
    await settle();
    begun.get('a')?.();
    begun.get('a')?.();
    healer.noteEnded('a');
    for (const id of ['b', 'c']) void healer.carryOut(one(id), options(10_000), wanted);
    await settle();
    // One place, given back once.
    expect([...under.keys()]).toEqual(['b']);
    under.get('b')?.resolve();
    await settle();
    expect([...under.keys()]).toEqual(['b', 'c']);
  });

  it('leaves alone whoever recovered while it waited for its turn', async () => {
    const { hands, under } = slowHands();
    const healer = new Healer(hands, handClock().clock, 1);
    expect(await healer.carryOut(one('a'), options(1_000), () => false)).toMatchObject({ outcome: 'withdrawn' });
    expect(under.size).toBe(0);
  });

  it.each([
    ['engine_timeout', 'timeout'],
    ['exec_timeout', 'timeout'],
    ['container_gone', 'gone'],
    ['engine_error', 'failed'],
    ['left_to_another', 'withdrawn'],
    ['not_leading', 'withdrawn'],
  ])('%s is the outcome %s, and gives the place back', async (code, outcome) => {
    const { hands, under } = slowHands();
    const healer = new Healer(hands, handClock().clock, 1);
    const act = healer.carryOut(one('a'), options(1_000), wanted);
    await settle();
    under.get('a')?.reject(new ParamedicError(code, 'it broke'));
    expect(await act).toEqual({ attemptId: 'a', outcome, error: 'it broke', detail: {} });
    void healer.carryOut(one('b'), options(1_000), wanted);
    await settle();
    expect(under.has('b')).toBe(true);
  });

  it('gives the engine the whole deadline: stop timeout and 15 s', async () => {
    const { hands, under } = slowHands();
    void new Healer(hands, handClock().clock, 1).carryOut(one('a'), options(10_000), wanted);
    await settle();
    expect(under.get('a')?.deadlineMs).toBe(25_000);
  });
});

describe('slots', () => {
  it('holds back those who wait while more are taken than the limit', async () => {
    const slots = new Slots(1);
    await slots.take();
    slots.takeAtOnce();
    let got = false;
    void slots.take().then(() => {
      got = true;
    });
    slots.giveBack();
    await settle();
    expect(got).toBe(false);
    slots.giveBack();
    await settle();
    expect(got).toBe(true);
    expect(slots.taken).toBe(1);
  });

  it('does what the rung says, and passes on what the act has to tell', async () => {
    const done: string[] = [];
    const healer = new Healer(
      handsThat({
        exec: async (id, command) => {
          done.push(`exec ${id}: ${command}`);
          return { exitCode: 0, output: 'cleaned' };
        },
        stop: async (id, { stopTimeoutMs }) => void done.push(`stop ${id} ${stopTimeoutMs}`),
        recreate: async (id, { wellWithinMs }) => {
          done.push(`recreate ${id} ${wellWithinMs}`);
          return { newId: 'b' };
        },
      }),
      systemClock,
      1,
    );
    const act = (action: RemediationAction) => healer.carryOut({ ...one('a'), action }, options(7), wanted);
    expect(await act('exec')).toMatchObject({ outcome: 'done', detail: { exitCode: 0, output: 'cleaned' } });
    expect(await act('recreate')).toMatchObject({ outcome: 'done', detail: { newId: 'b' } });
    expect(await act('stop')).toMatchObject({ outcome: 'done', detail: {} });
    expect(done).toEqual(['exec a: rm -f /tmp/lock', 'recreate a 60000', 'stop a 7']);
  });

  it('calls a clean-up that ends with an error failed, and keeps what it said', async () => {
    const failing = handsThat({ exec: async () => ({ exitCode: 3, output: 'no such file' }) });
    const result = await new Healer(failing, systemClock, 1).carryOut(
      { ...one('a'), action: 'exec' },
      options(1),
      wanted,
    );
    expect(result).toEqual({
      attemptId: 'a',
      outcome: 'failed',
      error: 'exit code 3',
      detail: { exitCode: 3, output: 'no such file' },
    });
  });

  it('stops without waiting for those that start', async () => {
    const { hands: slow } = slowHands();
    const stopped: string[] = [];
    const healer = new Healer({ ...slow, stop: async (id) => void stopped.push(id) }, handClock().clock, 1);
    void healer.carryOut(one('a'), options(1), wanted);
    await healer.carryOut({ ...one('b'), action: 'stop' }, options(1), wanted);
    expect(stopped).toEqual(['b']);
  });
});
