import { type Finding, isMet, ratio } from './findings.ts';
import type { Summary } from './statistics.ts';

const HEAD = ['', 'unit', 'n', 'floor: median (p95)', 'Paramedic: median (p95)', 'ratio', 'to reach', ''] as const;

/** The findings as a Markdown table that is also readable as it stands. */
export function findingsTable(findings: readonly Finding[]): string {
  return markdownTable(HEAD, findings.map(cells));
}

function cells(finding: Finding): string[] {
  const { what, unit, floor, ours, note } = finding;
  return [
    note === undefined ? what : `${what} (${note})`,
    unit,
    floor === undefined || floor.n === ours.n ? String(ours.n) : `${floor.n} / ${ours.n}`,
    floor === undefined ? '' : figures(floor),
    figures(ours),
    ratio(finding)?.toFixed(2) ?? '',
    goalText(finding),
    { true: 'met', false: '**missed**', undefined: '' }[`${isMet(finding)}`],
  ];
}

const figures = ({ median, p95 }: Summary): string => `${figure(median)} (${figure(p95)})`;

/** Three significant digits, and no more than a person reads. */
export function figure(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 100) return value.toFixed(0);
  if (magnitude >= 10) return value.toFixed(1);
  return value.toFixed(magnitude >= 1 || magnitude === 0 ? 2 : 3);
}

function goalText({ goal, unit }: Finding): string {
  if (goal === undefined) return '';
  const most = `≤ ${goal.atMost}`;
  return { floor: `${most} × floor`, median: `${most} ${unit}`, all: `${most} ${unit}, always` }[goal.of];
}

/** Columns padded to one width, so that the source reads like the page. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, at) => (row[at] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}
