import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EMPTY_TALLY, nextTally, type Tally } from '../../../src/probes/tally.ts';

const LIMITS = { bad: 3, good: 2 };
const fold = (results: readonly boolean[], limits = LIMITS, from: Tally = EMPTY_TALLY): Tally =>
  results.reduce((tally, isBad) => nextTally(tally, isBad, limits), from);
/** `x` is a bad result, `.` a good one. */
const run = (text: string): boolean[] => [...text].map((mark) => mark === 'x');
const says = (text: string, limits = LIMITS) => fold(run(text), limits).says;

describe('tally', () => {
  it('says nothing before a row is long enough', () => {
    expect([says(''), says('xx'), says('.'), says('.x.x')]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('turns bad after a row of bad ones, and good after a row of good ones', () => {
    expect(says('xxx')).toBe('bad');
    expect(says('xxx.')).toBe('bad');
    expect(says('xxx..')).toBe('good');
    expect(says('..xx')).toBe('good');
    expect(says('..xxx')).toBe('bad');
  });

  it('sees one that is bad every other time, and believes it only after a calm while', () => {
    expect(says('..x.x.x.x.')).toBe('good');
    expect(says('..x.x.x.x.x')).toBe('bad');
    expect(says('..x.x.x.x.x..')).toBe('bad');
    expect(says('..x.x.x.x.x......')).toBe('good');
  });

  it('believes the first good row after one long outage', () => {
    expect(says('..xxxxxxxxxxxxxxxxxxxx..')).toBe('good');
  });
});

describe('tally, whatever comes', () => {
  const limits = fc.record({ bad: fc.integer({ min: 1, max: 20 }), good: fc.integer({ min: 1, max: 20 }) });
  const results = fc.array(fc.boolean(), { maxLength: 60 });

  it('a full row of bad ones is bad', () => {
    fc.assert(
      fc.property(limits, results, (limit, past) => {
        const last = fold([...past, ...Array<boolean>(limit.bad).fill(true)], limit);
        expect(last.says).toBe('bad');
      }),
    );
  });

  it('a row of good ones that also fills the window is good', () => {
    fc.assert(
      fc.property(limits, results, (limit, past) => {
        const row = Array<boolean>(Math.max(10, limit.good)).fill(false);
        expect(fold([...past, ...row], limit).says).toBe('good');
      }),
    );
  });

  it('fewer bad ones than the threshold are never bad', () => {
    fc.assert(
      fc.property(limits, results, (limit, past) => {
        fc.pre(past.filter(Boolean).length < limit.bad);
        expect(fold(past, limit).says).not.toBe('bad');
      }),
    );
  });

  it('only ever remembers ten', () => {
    fc.assert(
      fc.property(limits, results, (limit, past) => {
        expect(fold(past, limit).recent).toEqual(past.slice(-10));
      }),
    );
  });
});
