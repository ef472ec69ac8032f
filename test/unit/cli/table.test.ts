import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { coloured } from '../../../src/cli/paint.ts';
import { cut, fits, table, WIDTH, wrap } from '../../../src/cli/table.ts';

describe('table', () => {
  it('aligns columns and leaves no blanks at the end', () => {
    expect(
      table(
        ['A', 'LONGER'],
        [
          ['first', 'x'],
          ['2', 'second'],
        ],
      ),
    ).toEqual(['A      LONGER', 'first  x', '2      second']);
  });

  it('lets the widest column give way', () => {
    const [, line = ''] = table(['A', 'B', 'C'], [['short', 'x'.repeat(200), 'y'.repeat(20)]]);
    expect(line).toHaveLength(WIDTH);
    expect(line).toMatch(/^short {2}x+… {2}y{20}$/);
  });

  it('tells beforehand whether everything fits', () => {
    const head = ['A', 'LONGER'];
    // One column of 100 - 2 - 6 characters, a gap of 2 and the head of 6.
    expect(fits(head, [['x'.repeat(92), 'y']])).toBe(true);
    expect(fits(head, [['x'.repeat(93), 'y']])).toBe(false);
    expect(fits(['x'.repeat(93), 'LONGER'], [])).toBe(false);
    expect(fits(['A'], [['👩'.repeat(100)]])).toBe(true);
  });

  it('measures without colours', () => {
    const lines = table(
      ['A', 'B'],
      [
        [{ text: 'sick', style: 'bad' }, 'x'],
        ['ok', 'y'],
      ],
      coloured,
    );
    expect(lines[1]).toBe('\u001b[31msick\u001b[39m  x');
    expect(lines[2]).toBe('ok    y');
  });

  it('fits its width and stays one line a row, whatever stands in the cells', () => {
    const text = fc.string({ unit: 'binary', maxLength: 200 });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text, text, text), { maxLength: 5 }), (rows) => {
        const lines = table(['A', 'B', 'C', 'D'], rows);
        expect(lines).toHaveLength(rows.length + 1);
        for (const line of lines) {
          expect([...line].length).toBeLessThanOrEqual(WIDTH);
          expect(line).not.toMatch(/\p{Cc}/u);
        }
      }),
    );
  });
});

describe('cut and wrap', () => {
  it('cut by characters, not in the middle of one', () => {
    expect(cut('👩👩👩', 2)).toBe('👩…');
    expect(cut('abc', 3)).toBe('abc');
  });

  it('break between words, and cut a word that is too long for a line', () => {
    const lines = wrap(['a'.repeat(60), 'b'.repeat(60), 'c'.repeat(300)], '  ');
    expect(lines.map((line) => line.length)).toEqual([62, 62, 100]);
    expect(wrap([], '  ')).toEqual([]);
  });
});
