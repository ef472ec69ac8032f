import { readFileSync, writeFileSync } from 'node:fs';
import { SECTIONS, withResults } from '../../bench/document.ts';
import { describe } from '../../bench/machine.ts';
import { markdownTable } from '../../bench/table.ts';

/** Writes docs/chaos.md from the figures that the tests of a long run left behind: `node report.ts FILE`. */
const DOCUMENT = new URL('../../../docs/chaos.md', import.meta.url);
/** The run itself says how often each was; the table says how many. */
const POINT = /, (before|during|after)$/;
const [file = ''] = process.argv.slice(2);
const lines = readFileSync(file, 'utf8').trim().split('\n');
const rows = lines.map((line) => {
  const { what, told } = JSON.parse(line) as { what: string; told: Record<string, number> };
  const figures = Object.entries(told).filter(([name]) => !POINT.test(name));
  const points = Object.entries(told).filter(([name]) => POINT.test(name));
  const rarest = Math.min(...points.map(([, times]) => times));
  return [
    what,
    [
      ...figures.map(([name, value]) => `${value.toLocaleString('en-US')} ${name}`),
      ...(points.length === 0 ? [] : [`${points.length} points of its calls, each at least ${rarest} times`]),
    ].join(', '),
    '0',
  ];
});
const table = markdownTable(['', 'what came to pass', 'broken promises'], rows);
const results = `${describe('simulated engine', new Date())}\n\n${table}`;
writeFileSync(DOCUMENT, withResults(readFileSync(DOCUMENT, 'utf8'), SECTIONS.chaos, results));
process.stdout.write(`${results}\n`);
