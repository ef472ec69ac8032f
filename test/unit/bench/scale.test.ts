import { describe, expect, it } from '@jest/globals';
import { optionsOf } from '../../bench/options.ts';
import { raindrops } from '../../bench/scale/burst.ts';
import { parseReconciles } from '../../bench/scale/reconciles.ts';

describe('raindrops', () => {
  const names = Array.from({ length: 20 }, (_, index) => `c${index}`);
  const drops = raindrops(names);

  it('lets each fall sick once and be well once, in this order', () => {
    expect(drops).toHaveLength(40);
    for (const name of names) {
      expect(drops.filter((drop) => drop.name === name).map(({ act }) => act)).toEqual(['sicken', 'recover']);
    }
  });

  it('has few sick at any time', () => {
    let sick = 0;
    const counts = drops.map(({ act }) => {
      sick += act === 'sicken' ? 1 : -1;
      return sick;
    });
    expect(Math.max(...counts)).toBeLessThanOrEqual(6);
  });
});

describe('parseReconciles', () => {
  it('reads count and sum of the histogram', () => {
    const text = 'paramedic_reconcile_duration_seconds_sum 1.25\nparamedic_reconcile_duration_seconds_count 3\n';
    expect(parseReconciles(text)).toEqual({ count: 3, seconds: 1.25 });
  });

  it('says what is missing', () => {
    expect(() => parseReconciles('')).toThrow('paramedic_reconcile_duration_seconds_count');
  });
});

describe('optionsOf', () => {
  it('measures everything without arguments', () => {
    expect(optionsOf([])).toEqual({ quick: false, parts: ['heal', 'scale', 'escalation'] });
  });

  it('takes one part alone, quick or not', () => {
    expect(optionsOf(['--only', 'scale', '--quick'])).toEqual({ quick: true, parts: ['scale'] });
  });

  it.each([[['--only']], [['--only', 'nothing']], [['--fast']]])('does not know %j', (args) => {
    expect(optionsOf(args)).toBeUndefined();
  });
});
