import { plainLines, plainText } from '../base/plain-text.ts';
import type { Paint } from './paint.ts';
import { table, WIDTH, wrap } from './table.ts';

type Evidence = Readonly<Record<string, unknown>>;
type Column = readonly [head: string, key: string, show?: (value: unknown) => string];

/** ISO, or milliseconds since the epoch. */
const time = (value: unknown): string => {
  const iso = typeof value === 'number' && Math.abs(value) <= 8.64e15 ? new Date(value).toISOString() : value;
  return typeof iso === 'string' ? `${iso.slice(11, 19)}Z` : '';
};
const mebibytes = (value: unknown): string => (typeof value === 'number' ? `${Math.round(value / 2 ** 20)} MiB` : '');
const percent = (value: unknown): string => (typeof value === 'number' ? `${value.toFixed(1)} %` : '');
const milliseconds = (value: unknown): string => (typeof value === 'number' ? `${Math.round(value)} ms` : '');
const plainly = (value: unknown): string => {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** The lists of a capsule (incidents/evidence), each with the columns that help to understand. */
const LISTS: readonly (readonly [name: string, title: string, columns: readonly Column[]])[] = [
  [
    'checks',
    'Health checks',
    [
      ['AT', 'at', time],
      ['EXIT', 'exitCode'],
      ['TOOK', 'durationMs', milliseconds],
      ['OUTPUT', 'output'],
    ],
  ],
  [
    'probes',
    'Probes',
    [
      ['NAME', 'name'],
      ['STATE', 'state'],
      ['SINCE', 'since', time],
      ['TOOK', 'latencyMs', milliseconds],
      ['DETAIL', 'detail'],
    ],
  ],
  [
    'events',
    'Events',
    [
      ['AT', 'at', time],
      ['WHAT', 'action'],
      ['HEALTH', 'health'],
      ['EXIT', 'exitCode'],
      ['SIGNAL', 'signal'],
    ],
  ],
  [
    'samples',
    'Samples',
    [
      ['AT', 'at', time],
      ['CPU', 'cpuPercent', percent],
      ['MEMORY', 'memoryBytes', mebibytes],
      ['LIMIT', 'memoryLimitBytes', mebibytes],
      ['PIDS', 'pids'],
    ],
  ],
];
const LIST_NAMES = LISTS.map(([name]) => name);

const hasChecks = ({ checks }: Evidence): boolean => Array.isArray(checks) && checks.length > 0;

/** What was known before anything was done: facts first, then lists as tables, the log last, as a block. */
export function renderEvidence(evidence: Evidence, paint: Paint): string[] {
  const { logs, lastCheck, setup, ...rest } = evidence;
  const lists: Evidence = hasChecks(evidence) || !lastCheck ? evidence : { ...evidence, checks: [lastCheck] };
  const isFact = ([name, value]: [string, unknown]) =>
    value !== undefined && !(LIST_NAMES.includes(name) && Array.isArray(value));
  const facts = Object.entries(rest).filter(isFact);
  const lines = [
    ...facts.flatMap(([name, value]) => wrap(plainText(`${name}: ${plainly(value)}`).split(' '), '  ')),
    ...LISTS.flatMap(([name, title, columns]) => listLines(title, columns, lists[name], paint)),
    ...setupLines(setup, paint),
    ...logLines(logs, paint),
  ];
  return lines.length === 0 ? [] : ['', paint('bold', 'Evidence'), ...lines];
}

/** How it was made, without what was left at its default. */
function setupLines(setup: unknown, paint: Paint): string[] {
  if (typeof setup !== 'object' || setup === null) return [];
  const lines = Object.entries(setup).flatMap(([name, value]) => {
    const between = name === 'command' || name === 'entrypoint' ? ' ' : ', ';
    const text = Array.isArray(value) ? value.map(plainly).join(between) : plainly(value);
    return ['', 'false', '{}'].includes(text) ? [] : wrap(plainText(`${name}: ${text}`).split(' '), '    ');
  });
  return lines.length === 0 ? [] : ['', `  ${paint('bold', 'Set-up')}`, ...lines];
}

function listLines(title: string, columns: readonly Column[], list: unknown, paint: Paint): string[] {
  if (!Array.isArray(list) || list.length === 0) return [];
  const rows = list.map((item: Evidence | null) => columns.map(([, key, show = plainly]) => show(item?.[key])));
  const heads = columns.map(([head]) => head);
  return ['', `  ${paint('bold', title)}`, ...table(heads, rows, paint, WIDTH - 2).map((line) => `  ${line}`)];
}

/** Long lines go on in the next one: what matters often stands at their end. */
function logLines(logs: unknown, paint: Paint): string[] {
  if (typeof logs !== 'string' || logs === '') return [];
  const room = WIDTH - 4;
  const block = plainLines(logs)
    .trimEnd()
    .split('\n')
    .flatMap((line) => (line === '' ? [''] : (line.match(new RegExp(`.{1,${room}}`, 'gu')) ?? [])));
  return ['', `  ${paint('bold', 'Log')}`, ...block.map((line) => `    ${line}`.trimEnd())];
}
