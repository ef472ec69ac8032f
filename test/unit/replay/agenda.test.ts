import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Agenda } from '../../../src/replay/agenda.ts';

it('gives what is entered by time, and within one instant in the order of entering', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 })), fc.array(fc.integer({ min: 0, max: 9 })), (first, second) => {
      const agenda = new Agenda<number>();
      first.forEach((at, index) => void agenda.add(at, index));
      const early = first.length > 2 ? [agenda.next()] : [];
      second.forEach((at, index) => void agenda.add(at, first.length + index));
      const rest: unknown[] = [];
      for (let next = agenda.next(); next !== undefined; next = agenda.next())
        rest.push({ at: next.at, item: next.item });
      const all = [...first, ...second].map((at, item) => ({ at, item }));
      const left = all.filter(({ item }) => item !== early[0]?.item);
      expect(rest).toEqual(left.sort((a, b) => a.at - b.at || a.item - b.item));
      expect(agenda.next()).toBeUndefined();
    }),
  );
});
