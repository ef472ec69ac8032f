import { plainText } from '../base/plain-text.ts';
import type { StatusWithOnCall } from '../escalation/as-json.ts';
import type { ContainerReport } from '../incidents/report/container.ts';
import type { StatusReport } from '../incidents/report/status.ts';
import { incidentTable } from './incidents.ts';
import { type Paint, styleOf } from './paint.ts';
import { table, wrap } from './table.ts';
import { plural, shortId, when } from './words.ts';

/** What `paramedic status` prints. */
export function renderStatus(status: StatusWithOnCall, paint: Paint): string[] {
  const now = Date.parse(status.now);
  return [
    ...overview(status, paint),
    ...section('Containers', containerTable(status.containers, now, paint), paint),
    ...more(status.containersOmitted),
    ...section('Open incidents', incidentTable(status.openIncidents, now, paint), paint),
    ...more(status.openIncidentsOmitted),
    ...section('Claude Code on call', onCallLines(status, now, paint), paint),
    ...section('To mend', findingLines(status), paint),
  ];
}

function overview(status: StatusReport, paint: Paint): string[] {
  const { engine, storage, counts, mode, leadership } = status;
  const storageWord = storage.ready
    ? 'Postgres ready'
    : `Postgres away: ${storage.reason ?? 'not ready yet'} (${plural(storage.spooledRecords, 'record')} wait on disk)`;
  const engineWord = engine.connected
    ? `engine ${engine.version ?? ''} connected`.replace('  ', ' ')
    : `engine away: ${engine.reason ?? 'not connected yet'}`;
  const numbers = [
    `${plural(counts.total, 'container')}: ${counts.healthy} healthy, ${counts.sick} sick, ${counts.unknown} unknown, ${counts.off} off`,
    counts.unwatched > 0 ? `${counts.unwatched} not watched` : '',
  ].filter(Boolean);
  return [
    `${paint('bold', `Paramedic ${plainText(status.version)}`)} on ${plainText(engine.host)}`,
    ...leadershipLine(leadership, paint),
    ...(leadership.role === 'standby' ? [] : [paint(engine.connected ? 'good' : 'bad', plainText(engineWord))]),
    paint(storage.ready ? 'good' : 'bad', plainText(storageWord)),
    ...(mode === 'shadow' ? ['shadow mode: decisions are recorded, nothing is restarted'] : []),
    numbers.join('; '),
  ];
}

/** Nothing is said of a monitor that leads: most are alone. */
function leadershipLine({ role, leader }: StatusReport['leadership'], paint: Paint): string[] {
  if (role === 'leader') return [];
  if (role === 'uncertain') return [paint('bad', 'leads, but another monitor may have taken over by now')];
  return [paint('good', plainText(`standby: ${leader ?? 'nobody'} leads`))];
}

function containerTable(containers: readonly ContainerReport[], now: number, paint: Paint): string[] {
  if (containers.length === 0) return [];
  const rows = containers.map((row) => [
    { text: row.verdict, style: styleOf(row.verdict) },
    row.target,
    row.hold === undefined ? row.reason : `${row.reason}, ${row.hold.reason}`,
    when(row.since, now),
    row.cpuRatio === undefined ? '' : `${(row.cpuRatio * 100).toFixed(1)} %`,
    row.memoryBytes === undefined ? '' : `${Math.round(row.memoryBytes / 2 ** 20)} MiB`,
  ]);
  return table(['VERDICT', 'CONTAINER', 'WHY', 'SINCE', 'CPU', 'MEMORY'], rows, paint);
}

function onCallLines({ onCall }: StatusWithOnCall, now: number, paint: Paint): string[] {
  if (onCall === undefined || onCall.open.length + onCall.approvals.length === 0) return [];
  const rows = onCall.open.map((it) => [
    shortId(it.id),
    { text: it.status, style: styleOf(it.status) },
    it.target,
    it.reason,
    it.claimedBy ?? '',
    when(it.createdAt, now),
  ]);
  const { length } = onCall.approvals;
  const waits = `${plural(length, 'call')} ${length === 1 ? 'waits' : 'wait'} for you: paramedic approvals`;
  return [
    ...(length > 0 ? [paint('bad', waits)] : []),
    ...table(['ID', 'STATUS', 'CONTAINER', 'WHY', 'HELD BY', 'SINCE'], rows, paint),
  ];
}

const findingLines = ({ findings }: StatusReport): string[] =>
  findings.flatMap(({ subject, message, cure }) => [
    ...wrap(plainText(`${subject}: ${message}`).split(' '), '  '),
    ...wrap(plainText(`→ ${cure}`).split(' '), '    '),
  ]);

const section = (title: string, lines: readonly string[], paint: Paint): string[] =>
  lines.length === 0 ? [] : ['', paint('bold', title), ...lines];

const more = (count: number): string[] => (count > 0 ? [`… and ${count} more`] : []);
