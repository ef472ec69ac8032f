import { describe, expect, it } from '@jest/globals';
import { silentLogger } from '../../../src/base/logger.ts';
import type { RequestBox } from '../../../src/escalation/ports.ts';
import type { NewRequest, RequestAnswer } from '../../../src/escalation/request.ts';
import type { Ask, AskRefusal } from '../../../src/healing/ask.ts';
import type { Remediation } from '../../../src/incidents/incident.ts';
import { Requests } from '../../../src/watch/requests.ts';
import { Entry, Roster } from '../../../src/watch/roster.ts';
import { attempt, chart, T0 } from '../../support/charts.ts';
import { SteppedClock } from '../../support/stepped-clock.ts';

const request = (part: Partial<NewRequest> = {}): NewRequest => ({
  id: 'r1',
  host: 'box',
  target: 'web',
  escalationId: 'e1',
  askedBy: 'claude:e1',
  tool: 'logs',
  input: {},
  askedAt: T0,
  expiresAt: T0 + 60_000,
  ...part,
});

/** A desk with one target `web`; what is asked waits in `box.asked`, what is answered is in `answers`. */
function desk(acts: (ask: Ask) => Promise<Remediation | AskRefusal> = async () => attempt()) {
  const clock = new SteppedClock(T0);
  const roster = new Roster();
  roster.add(new Entry(chart(), T0, []));
  const answers = new Map<string, RequestAnswer>();
  const asks: Ask[] = [];
  const box: RequestBox & { asked: NewRequest[]; fails: boolean; limits: number[] } = {
    asked: [],
    limits: [],
    fails: false,
    take: async (host, _now, limit) => {
      if (box.fails) throw new Error('Postgres is away');
      box.limits.push(limit);
      return host === 'box' ? box.asked.splice(0, limit) : [];
    },
    finish: async (id, answer) => {
      if (box.fails) throw new Error('Postgres is away');
      answers.set(id, answer);
    },
  };
  const photos = { fail: false };
  const requests = new Requests({
    ...{ host: 'box', box, roster, clock, logger: silentLogger },
    picture: async () => {
      if (photos.fail) throw new Error('the engine is away');
      return { logs: 'line 1\nline 2', image: 'shop/web:1' };
    },
    ask: (_entry, ask) => {
      asks.push(ask);
      return acts(ask);
    },
  });
  return {
    ...{ clock, box, answers, asks, requests, photos },
    [Symbol.asyncDispose]: async () => {
      const stopped = requests.stop();
      await clock.advance(0);
      await stopped;
    },
  };
}

describe('what is asked of a monitor', () => {
  it('is answered when it is heard of, else within some seconds', async () => {
    await using it = desk();
    await it.requests.start();
    await it.clock.advance(0);
    it.box.asked.push(request());
    await it.clock.advance(4_000);
    expect(it.answers.size).toBe(0);
    it.requests.wake();
    await it.clock.advance(0);
    expect(it.answers.get('r1')).toEqual({ kind: 'done', text: 'line 1\nline 2' });
    it.box.asked.push(request({ id: 'r2', tool: 'inspect' }));
    await it.clock.advance(6_000);
    expect(it.answers.get('r2')).toEqual({ kind: 'done', text: expect.stringContaining('shop/web:1') });
  });

  it('is done in the name of who asks', async () => {
    await using it = desk();
    it.box.asked.push(request({ tool: 'restart' }), request({ id: 'r2', tool: 'playbook', askedBy: 'mcp:ann' }));
    await it.requests.start();
    await it.clock.advance(0);
    expect(it.asks).toEqual([
      { by: 'claude:e1', action: 'restart' },
      { by: 'mcp:ann', action: 'exec' },
    ]);
    expect(it.answers.get('r1')).toEqual({ kind: 'done', text: expect.stringContaining('observed from here on') });
  });

  it.each<[string, () => Promise<Remediation | AskRefusal>, RequestAnswer]>([
    ['refused', async () => 'container_budget', { kind: 'refused', reason: 'container_budget' }],
    [
      'failed',
      async () => attempt({ outcome: 'timeout', error: 'no answer in 25 s' }),
      { kind: 'failed', reason: 'timeout: no answer in 25 s' },
    ],
    [
      'not recorded',
      () => Promise.reject(new Error('the disk is full')),
      { kind: 'failed', reason: 'the disk is full' },
    ],
    [
      'a playbook with its words',
      async () => attempt({ action: 'exec', detail: { exitCode: 3, output: 'no lock' } }),
      { kind: 'done', text: expect.stringContaining('exit code 3:\nno lock') as unknown as string },
    ],
  ])('answers what came of an act: %s', async (_what, acts, answer) => {
    await using it = desk(acts);
    it.box.asked.push(request({ tool: 'restart' }));
    await it.requests.start();
    await it.clock.advance(0);
    expect(it.answers.get('r1')).toEqual(answer);
  });

  it('is refused for a target that is not watched here', async () => {
    await using it = desk();
    it.box.asked.push(request({ target: 'other', tool: 'restart' }));
    await it.requests.start();
    await it.clock.advance(0);
    expect(it.answers.get('r1')).toEqual({ kind: 'refused', reason: 'no_such_target' });
    expect(it.asks).toEqual([]);
  });

  it('fails in words when the engine does, and the next one is answered', async () => {
    await using it = desk();
    it.photos.fail = true;
    it.box.asked.push(request());
    await it.requests.start();
    await it.clock.advance(0);
    expect(it.answers.get('r1')).toEqual({ kind: 'failed', reason: 'the engine is away' });
    it.photos.fail = false;
    it.box.asked.push(request({ id: 'r2' }));
    await it.clock.advance(5_000);
    expect(it.answers.get('r2')?.kind).toBe('done');
  });

  it('goes on when Postgres comes back', async () => {
    await using it = desk();
    it.box.fails = true;
    await it.requests.start();
    await it.clock.advance(12_000);
    it.box.fails = false;
    it.box.asked.push(request());
    await it.clock.advance(5_000);
    expect(it.answers.get('r1')?.kind).toBe('done');
  });

  it('takes no more than it can hold, and answers questions beside an act that takes its time', async () => {
    const end = Promise.withResolvers<Remediation>();
    await using it = desk(() => end.promise);
    const acts = Array.from({ length: 4 }, (_, n) => request({ id: `act${n}`, tool: 'restart' }));
    it.box.asked.push(...acts, request({ id: 'q' }), request({ id: 'act5', tool: 'restart' }), request({ id: 'late' }));
    await it.requests.start();
    await it.clock.advance(5_000);
    expect([...it.answers.keys()]).toEqual(['q']);
    expect(it.box.asked.map(({ id }) => id)).toEqual(['late']);
    end.resolve(attempt());
    await it.clock.advance(5_000);
    expect(it.answers.get('late')?.kind).toBe('done');
    expect(Math.max(...it.box.limits)).toBe(5);
  });
});
