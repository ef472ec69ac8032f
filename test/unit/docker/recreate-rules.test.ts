import { describe, expect, it } from '@jest/globals';
import { awaitWell, judgeWell } from '../../../src/docker/await-well.ts';
import { isSuccessor } from '../../../src/docker/put-back.ts';
import { refusalOf } from '../../../src/docker/recreate-refusal.ts';
import { FULL_20 } from './recorded-full.ts';

const state = (part: object) => ({ ...FULL_20, State: { ...FULL_20.State, ...part } });
const health = (Status: string) => state({ Health: { Status, Log: [{ Output: 'no route' }] } });

describe('judgeWell', () => {
  it('believes the health check, and without one a span', () => {
    expect(judgeWell(health('healthy'), 0)).toEqual({ kind: 'well' });
    expect(judgeWell(health('starting'), 99_000)).toEqual({ kind: 'waiting' });
    expect(judgeWell(FULL_20, 4_999)).toEqual({ kind: 'waiting' });
    expect(judgeWell(FULL_20, 5_000)).toEqual({ kind: 'well' });
  });

  it('says what is wrong', () => {
    expect(judgeWell(health('unhealthy'), 0)).toEqual({ kind: 'sick', why: 'its health check fails: no route' });
    expect(judgeWell(state({ Status: 'exited', ExitCode: 3 }), 9_000)).toEqual({
      kind: 'sick',
      why: 'it is exited with exit code 3',
    });
    expect(judgeWell(state({ Status: 'created', ExitCode: 127, Error: 'no such file' }), 0)).toEqual({
      kind: 'sick',
      why: 'it is created with exit code 127: no such file',
    });
    for (const raw of [state({ Status: 'restarting' }), { ...FULL_20, RestartCount: 1 }]) {
      expect(judgeWell(raw, 9_000)).toEqual({ kind: 'sick', why: 'it ended and was started again' });
    }
  });
});

describe('awaitWell', () => {
  /** A clock that only sleeping moves. */
  const clock = () => {
    let now = 1_000;
    return {
      now: () => now,
      sleep: async (ms: number) => {
        now += ms;
      },
    };
  };

  it('waits for a health check, and not longer than it may', async () => {
    const looks = [health('starting'), health('starting'), health('healthy')];
    expect(await awaitWell(async () => looks.shift() ?? FULL_20, clock(), 10_000)).toBeUndefined();
    expect(await awaitWell(async () => health('starting'), clock(), 10_000)).toBe('it was not well within 10 s');
  });

  it('gives one without a health check its whole span, however little time there is', async () => {
    expect(await awaitWell(async () => FULL_20, clock(), 100)).toBeUndefined();
  });
});

describe('refusalOf', () => {
  it.each([
    ['--rm', { ...FULL_20, HostConfig: { ...FULL_20.HostConfig, AutoRemove: true } }],
    ['Swarm', { ...FULL_20, Config: { ...FULL_20.Config, Labels: { 'com.docker.swarm.task.id': 'x' } } }],
    ['paused', state({ Status: 'paused' })],
    ['it is dead', state({ Status: 'dead' })],
    ['it is removing', state({ Status: 'removing' })],
    ['kept aside', { ...FULL_20, Name: '/web.paramedic-old-0123abcd' }],
  ])('refuses: %s', (why, raw) => {
    const refusal = refusalOf(raw);
    expect(refusal).toMatchObject({ code: 'recreate_refused', retryable: false, cure: expect.stringMatching(/\.$/) });
    expect(refusal?.message).toContain(why);
  });

  it.each(['running', 'exited', 'created', 'restarting'])('has nothing against one that is %s', (Status) => {
    expect(refusalOf(state({ Status }))).toBeUndefined();
  });
});

describe('isSuccessor', () => {
  const younger = { ...FULL_20, Id: 'new', Created: '2026-11-21T06:00:00Z' };
  it('is younger, of the same image, and told to do the same', () => {
    expect(isSuccessor(FULL_20, younger)).toBe(true);
    expect(isSuccessor(younger, FULL_20)).toBe(false);
    expect(isSuccessor(FULL_20, { ...younger, Image: 'sha256:other' })).toBe(false);
    expect(isSuccessor(FULL_20, { ...younger, Config: { ...FULL_20.Config, Env: ['COLOUR=red'] } })).toBe(false);
    expect(isSuccessor(FULL_20, { ...younger, Config: { ...FULL_20.Config, Labels: {} } })).toBe(false);
  });
});
