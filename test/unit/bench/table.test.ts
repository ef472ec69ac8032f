import { describe, expect, it } from '@jest/globals';
import { summarise } from '../../bench/statistics.ts';
import { figure, findingsTable, markdownTable } from '../../bench/table.ts';

describe('figure', () => {
  it.each([
    [0, '0.00'],
    [0.0123, '0.012'],
    [1.234, '1.23'],
    [9.5, '9.50'],
    [12.34, '12.3'],
    [123.4, '123'],
  ])('writes %d as %s', (value, text) => {
    expect(figure(value)).toBe(text);
  });
});

describe('markdownTable', () => {
  it('pads every column to its widest cell', () => {
    expect(
      markdownTable(
        ['', 'n'],
        [
          ['long cell', '1'],
          ['x', '20'],
        ],
      ).split('\n'),
    ).toEqual(['|           | n   |', '|-----------|-----|', '| long cell | 1   |', '| x         | 20  |']);
  });
});

describe('findingsTable', () => {
  const cellsOf = (row: string | undefined) => row?.split('|').map((cell) => cell.trim());

  it('says of each finding what it is, against what, and whether it is good enough', () => {
    const [, , met, missed, bare] = findingsTable([
      {
        what: 'event → kill',
        unit: 'ms',
        floor: summarise([10]),
        ours: summarise([12, 12]),
        goal: { atMost: 1.5, of: 'floor' },
      },
      {
        what: 'RSS',
        unit: 'MB',
        ours: summarise([100, 130]),
        goal: { atMost: 120, of: 'all' },
        note: 'of one process',
      },
      { what: 'PSS of Postgres', unit: 'MB', ours: summarise([20]) },
    ]).split('\n');
    expect(cellsOf(met)?.slice(1, -1)).toEqual([
      'event → kill',
      'ms',
      '1 / 2',
      '10.0 (10.0)',
      '12.0 (12.0)',
      '1.20',
      '≤ 1.5 × floor',
      'met',
    ]);
    expect(cellsOf(missed)?.slice(1, -1)).toEqual([
      'RSS (of one process)',
      'MB',
      '2',
      '',
      '115 (129)',
      '',
      '≤ 120 MB, always',
      '**missed**',
    ]);
    expect(cellsOf(bare)?.slice(-4, -1)).toEqual(['', '', '']);
  });
});
