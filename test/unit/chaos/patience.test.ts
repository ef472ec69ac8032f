import { expect, it } from '@jest/globals';
import { ParamedicError } from '../../../src/base/errors.ts';
import { type GivenUp, hastyOf, timed } from '../../support/chaos/patience.ts';
import { lateIn } from '../../support/chaos/plagues.ts';
import { FixedClock } from '../../support/fixed-clock.ts';

it('notes the calls that end with their deadline, and no others', async () => {
  const clock = new FixedClock();
  const begun = clock.at;
  const fail = (code: 'engine_timeout' | 'engine_failed') => async () => {
    clock.at += 7_000;
    throw new ParamedicError(code, 'x');
  };
  const notes: GivenUp[] = [];
  const port = { list: fail('engine_timeout'), inspect: fail('engine_failed'), restart: async () => 7 };
  const calls = timed(port, clock, (it) => notes.push(it));
  await expect(calls.list()).rejects.toThrow('x');
  await expect(calls.inspect()).rejects.toThrow('x');
  expect(await calls.restart()).toBe(7);
  expect(notes).toEqual([{ call: 'list', waitedMs: 7_000 }]);
  expect(clock.at).toBe(begun + 14_000);
});

it('finds what was given up before its time', () => {
  const all = [
    { call: 'restart', waitedMs: 16_000 },
    { call: 'restart', waitedMs: 10_000 },
    { call: 'exec', waitedMs: 1 },
  ];
  expect(hastyOf(all)).toEqual(['restart: given up after 10000 ms']);
});

it('finds what was waited for beyond its deadline, or is still being waited for', () => {
  const hung = { request: 'GET /containers/json', kind: 'hang', at: 0, letGoAt: 10_200 } as const;
  expect(lateIn(hung)).toEqual([]);
  expect(lateIn({ ...hung, letGoAt: 41_000 })).toHaveLength(1);
  expect(lateIn({ ...hung, letGoAt: undefined })).toHaveLength(1);
  expect(lateIn({ ...hung, request: 'GET /events', kind: 'half', letGoAt: undefined })).toEqual([]);
});
