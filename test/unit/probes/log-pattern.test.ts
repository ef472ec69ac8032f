import { describe, expect, it } from '@jest/globals';
import { triggersIn } from '../../../src/probes/log-pattern.ts';

const trigger = (pattern: string, name = pattern) => ({ name, pattern });
const found = (line: string, ...patterns: string[]) =>
  triggersIn(
    line,
    patterns.map((pattern) => trigger(pattern)),
  );

describe('patterns in a line of a log', () => {
  it('are found anywhere in it, by name, all of them', () => {
    expect(
      triggersIn('2026-11-20 CRITICAL: disk full', [trigger('CRIT[A-Z]+', 'loud'), trigger('disk full'), trigger('x')]),
    ).toEqual(['loud', 'disk full']);
    expect(found('all is well', 'CRITICAL', 'panic:')).toEqual([]);
  });

  it('mind case unless they say otherwise', () => {
    expect(found('critical', 'CRITICAL')).toEqual([]);
    expect(found('critical', '(?i)CRITICAL')).toEqual(['(?i)CRITICAL']);
  });

  it('read words as words and signs as signs', () => {
    expect(found('heal.failed', 'heal_failed', 'heal.failed')).toEqual(['heal.failed']);
    expect(found('healXfailed', 'heal.failed')).toEqual(['heal.failed']);
    expect(found('[error] (x)', '\\[error\\]')).toEqual(['\\[error\\]']);
  });

  it('take time in proportion to the line, also where others take for ever', () => {
    const begin = performance.now();
    expect(found(`${'a'.repeat(30_000)}!`, '(a+)+$', '(a|aa)+$', '(.*a){12}$')).toEqual([]);
    expect(performance.now() - begin).toBeLessThan(5_000);
  });

  it('search no more than the first 32 KiB, and match nothing by what is no pattern', () => {
    expect(found(`${'x'.repeat(40_000)}CRITICAL`, 'CRITICAL')).toEqual([]);
    expect(found('(', '(')).toEqual([]);
  });
});
