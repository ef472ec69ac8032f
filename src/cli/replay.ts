import { span } from '../base/ago.ts';
import { plainText } from '../base/plain-text.ts';
import type { ReplayReport } from '../replay/report.ts';
import type { Tally } from '../replay/tally.ts';
import type { Paint } from './paint.ts';
import { cut, fits, table, WIDTH, wrap } from './table.ts';
import { plural } from './words.ts';

/** More are in the JSON. */
const MOST_TARGETS = 30;
const MOST_DIFFERENCES = 50;

const POLICIES = [
  ['done', 'done'],
  ['present', 'present'],
  ['proposed', 'new'],
] as const;

/** What `paramedic replay` prints: what was done, what the present policy and the new one would do, and where they differ. */
export function renderReplay(report: ReplayReport, paint: Paint): string[] {
  const { since, until, flips, targets, differences } = report;
  return [
    `Replay from ${minute(since)} to ${minute(until)}: ${plural(flips, 'flip')}, ${plural(targets.length, 'container')}`,
    ...changedLines(report),
    '',
    ...tallyTable([{ ...report.all, name: 'all' }], paint),
    ...targetLines(report, paint),
    ...differenceLines(report, paint),
    ...(differences.length === 0 ? ['', 'The two policies decide the same.'] : []),
    ...skippedLines(report, paint),
    '',
    paint('bold', 'What a replay cannot know'),
    ...report.cannotKnow.flatMap((line) => bullet(line)),
  ];
}

const minute = (at: string): string => `${at.slice(0, 16).replace('T', ' ')}Z`;
const second = (at: string): string => `${at.slice(0, 19).replace('T', ' ')}Z`;

function bullet(text: string): string[] {
  const [first, ...rest] = wrap(plainText(text).split(' '), '    ');
  return first === undefined ? [] : [`  - ${first.trimStart()}`, ...rest];
}

function changedLines({ changed }: ReplayReport): string[] {
  if (changed.length === 0) return ['The new policy changes no setting.'];
  return changed.map(({ key, present, proposed, counts }) =>
    cut(
      plainText(
        `  ${key}: ${present ?? 'not set'} → ${proposed ?? 'not set'}${counts ? '' : ' (a replay cannot tell what this changes)'}`,
      ),
      WIDTH,
    ),
  );
}

type Row = ReplayReport['all'] & { readonly name: string };

const HEAD = ['CONTAINER', 'POLICY', 'INCIDENTS', 'ATTEMPTS', 'REFUSALS', 'HAND-OVERS', 'FIRST ACTION'];

/** Three rows for each: what was done, what each policy would do. Where a line has no room for all figures, one below the other. */
function tallyTable(rows: readonly Row[], paint: Paint): string[] {
  const counts = rows.flatMap((row) =>
    POLICIES.map(([key, word], index) => [[index === 0 ? row.name : ''], [word], ...tallyCells(row[key])]),
  );
  const inOneLine = counts.map((cells) => cells.map((figures) => figures.join(', ')));
  return table(HEAD, fits(HEAD, inOneLine) ? inOneLine : counts.flatMap(stacked), paint);
}

const tallyCells = ({ incidents, attempts, refusals, handOvers, firstActionMs }: Tally): string[][] => [
  [String(incidents)],
  counted(attempts),
  counted(refusals),
  counted(handOvers),
  firstActionMs === undefined ? [] : [span(firstActionMs)],
];

const counted = (counts: Tally['attempts']): string[] =>
  Object.entries(counts).map(([name, count]) => `${count} ${name}`);

/** One row as the lines that it takes. */
const stacked = (cells: readonly (readonly string[])[]): string[][] =>
  Array.from({ length: Math.max(...cells.map(({ length }) => length)) }, (_, line) =>
    cells.map((figures) => figures[line] ?? ''),
  );

function targetLines({ targets }: ReplayReport, paint: Paint): string[] {
  if (targets.length === 0) return [];
  const several = new Set(targets.map(({ host }) => host)).size > 1;
  const rows = targets.slice(0, MOST_TARGETS).map((row) => ({ ...row, name: named(row, several) }));
  return ['', paint('bold', 'By container'), ...tallyTable(rows, paint), ...more(targets.length - MOST_TARGETS)];
}

const named = ({ host, target }: { host: string; target: string }, several: boolean): string =>
  several ? `${host}: ${target}` : target;

function differenceLines({ differences }: ReplayReport, paint: Paint): string[] {
  if (differences.length === 0) return [];
  const several = new Set(differences.map(({ host }) => host)).size > 1;
  const rows = differences
    .slice(0, MOST_DIFFERENCES)
    .map((row) => [second(row.at), named(row, several), row.present.join(', '), row.proposed.join(', ')]);
  return [
    '',
    paint('bold', 'Decisions that differ'),
    ...table(['AT', 'CONTAINER', 'PRESENT', 'NEW'], rows, paint),
    ...more(differences.length - MOST_DIFFERENCES),
  ];
}

const more = (count: number): string[] => (count > 0 ? [`… and ${count} more (--json has all)`] : []);

function skippedLines({ skipped }: ReplayReport, paint: Paint): string[] {
  const { flipsWithoutDetail, sickBefore, gaps } = skipped;
  const said = [
    flipsWithoutDetail > 0
      ? `${plural(flipsWithoutDetail, 'change')} to sick without what it was sick of: recorded by an older Paramedic.`
      : '',
    sickBefore > 0
      ? `${plural(sickBefore, 'container')} sick since before the span: counted from the next recovery on.`
      : '',
    gaps > 0
      ? `${plural(gaps, 'change')} that nobody saw, because Paramedic did not run: put in the middle of the gap.`
      : '',
  ].filter(Boolean);
  return said.length === 0 ? [] : ['', paint('bold', 'Left out or guessed'), ...said.flatMap(bullet)];
}
