import { span } from '../base/ago.ts';
import { plainLines, plainText } from '../base/plain-text.ts';
import type { EscalationStoryReport } from '../escalation/as-json.ts';
import { recordedDiagnosis, suggestionOf } from '../escalation/diagnosis.ts';
import { OUTCOME_REASONS, REASONS, RUN_OUTCOMES, usd } from './escalation-words.ts';
import { incidentTable } from './incidents.ts';
import type { Paint } from './paint.ts';
import { table, wrap } from './table.ts';
import { facts, moment, plural, shortId } from './words.ts';

type Story = EscalationStoryReport;

/** What `paramedic escalations show` tells: what, why, who worked on it, what came of it and why, step by step. */
export function renderEscalation(story: Story, now: number, paint: Paint): string[] {
  const { escalation: it, incidents, denials, runs, approvals } = { ...story, denials: story.escalation.denials };
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', paint('bold', title), ...lines];
  return [
    `${paint('bold', `escalation ${it.status}`)} (${it.severity}) ${it.id}`,
    ...facing('What', `${it.target}${it.project === undefined ? '' : ` of project ${it.project}`} on ${it.host}`),
    ...facing('Why', REASONS[it.reason] ?? it.reason),
    ...facing('Queued', moment(it.createdAt, now)),
    ...holderLines(story, now),
    ...outcomeLines(story, now),
    ...section('Incidents', incidentTable(incidents, now, paint)),
    ...section('Runs', [...runTable(story, paint), ...totalLine(story)].slice(0, runs.length === 0 ? 0 : undefined)),
    ...section(
      'Refused calls',
      denials.map(({ tool, reason }) => plainText(`  ${tool}: ${reason}`)),
    ),
    ...section('Approvals', approvals.length === 0 ? [] : approvalTable(story, now, paint)),
    ...section('What was changed', changeLines(story)),
    ...section('A first guess by one call (nothing of it is carried out)', diagnosisLines(story)),
    ...section('What Claude Code reports (a claim: nobody has checked it)', reportLines(story)),
    ...section('Timeline', timelineLines(story)),
    ...section('Next', nextLines(story)),
  ];
}

const facing = (label: string, text: string): string[] =>
  wrap([label.padEnd(7), ...text.split(' ')].map(plainText), '').map((line, index) =>
    index === 0 ? line : `        ${line}`,
  );

function holderLines({ escalation: it }: Story, now: number): string[] {
  if (it.claimedBy === undefined || it.leaseUntil === undefined) return [];
  const acted = it.actedAt === undefined ? 'has changed nothing yet' : `last act ${moment(it.actedAt, now)}`;
  return facing('Held', `by ${it.claimedBy} until ${moment(it.leaseUntil, now)}; ${acted}`);
}

function outcomeLines({ escalation: it }: Story, now: number): string[] {
  const wanted = it.cancelReason === undefined ? [] : facing('Cancel', it.cancelReason);
  if (it.finishedAt === undefined) return wanted;
  const reason = it.outcomeReason ?? 'no reason on record';
  return [
    ...facing('Ended', `${it.status}: ${OUTCOME_REASONS[reason] ?? reason}, ${moment(it.finishedAt, now)}`),
    ...wanted,
  ];
}

function runTable({ escalation, runs }: Story, paint: Paint): string[] {
  const rows = runs.map((run) => [
    String(run.attempt),
    `${run.worker} on ${run.workerHost}`,
    span(Date.parse(run.startedAt) - Date.parse(escalation.createdAt)),
    run.endedAt === undefined ? '' : span(Date.parse(run.endedAt) - Date.parse(run.startedAt)),
    String(run.turns),
    usd(run.costUsd),
    run.outcome === undefined
      ? 'under way'
      : `${RUN_OUTCOMES[run.outcome] ?? run.outcome}${run.error === undefined ? '' : `: ${run.error}`}`,
  ]);
  return table(['NO', 'WORKER', 'BEGUN AFTER', 'TOOK', 'TURNS', 'USD', 'OUTCOME'], rows, paint);
}

function totalLine({ escalation: it, runs }: Story): string[] {
  const cost = usd(it.costUsd ?? runs.reduce((sum, run) => sum + run.costUsd, 0));
  const { tokens, transcript } = it;
  const spent =
    tokens === undefined
      ? ''
      : `, ${tokens.input + tokens.cacheRead + tokens.cacheWrite} tokens read, ${tokens.output} written`;
  const where = transcript === undefined ? [] : wrap(plainText(`transcript: ${transcript}`).split(' '), '  ');
  return [`  together ${cost}${spent}`, ...where];
}

function approvalTable({ approvals }: Story, now: number, paint: Paint): string[] {
  const rows = approvals.map(({ id, toolName, reason, status, decidedBy, expiresAt }) => [
    shortId(id),
    toolName,
    reason,
    status === 'pending'
      ? `waits, a no ${moment(expiresAt, now)}`
      : `${status}${decidedBy === undefined ? '' : ` by ${decidedBy}`}`,
  ]);
  return table(['ID', 'TOOL', 'WHY', 'ANSWER'], rows, paint);
}

function changeLines({ escalation: { commits, diffStat, branch } }: Story): string[] {
  const stat =
    diffStat === undefined ? [] : [`${plural(diffStat.files, 'file')}, +${diffStat.insertions} −${diffStat.deletions}`];
  const where = branch === undefined ? [] : [`branch ${branch}`];
  const head = [...where, ...stat].join(': ');
  return [
    ...(head === '' ? [] : [`  ${plainText(head)}`]),
    ...commits.flatMap(({ hash, subject }) => wrap(plainText(`${hash.slice(0, 12)} ${subject}`).split(' '), '  ')),
  ];
}

function diagnosisLines({ escalation }: Story): string[] {
  const diagnosis = recordedDiagnosis(escalation.diagnosis);
  return diagnosis === undefined ? [] : wrap(plainText(suggestionOf(diagnosis)).split(' '), '  ');
}

function reportLines({ escalation: { report, summary } }: Story): string[] {
  const said = (label: string, text: string): string[] => wrap(plainText(`${label}: ${text}`).split(' '), '  ');
  const listed = (label: string, items: readonly string[]): string[] => items.flatMap((item) => said(label, item));
  const words =
    summary === undefined
      ? []
      : plainLines(summary)
          .split('\n')
          .flatMap((line) => wrap(line.split(' '), '  '));
  if (report === undefined) return words;
  return [
    ...said(`cause (${report.confidence} confidence)`, report.rootCause),
    ...listed('did', report.actions),
    ...listed('changed', report.filesChanged),
    ...listed('left to do', report.followUp),
    ...words,
  ];
}

function timelineLines({ escalation, timeline }: Story): string[] {
  const rows = timeline.map(({ timestamp, kind, reason, detail }) => [
    `${timestamp.slice(0, 10) === escalation.createdAt.slice(0, 10) ? '' : `${timestamp.slice(0, 10)} `}${timestamp.slice(11, 19)}Z`,
    kind,
    reason,
    kind === 'evidence' ? `attempt=${String(detail.attempt)} …` : facts(detail).join(' '),
  ]);
  return rows.length === 0 ? [] : table(['AT', 'WHAT', 'WHY', 'DETAIL'], rows);
}

/** Who reads this at night wants to know what he can do. */
function nextLines({ escalation: it, approvals, incidents }: Story): string[] {
  const id = shortId(it.id);
  const say = (command: string, why: string): string => `  ${command.padEnd(52)} ${why}`;
  const waits = approvals.some(({ status }) => status === 'pending');
  const isOpen = it.finishedAt === undefined;
  const trouble = incidents.some(({ status }) => status !== 'resolved');
  return [
    ...(waits ? [say('paramedic approvals', 'what it waits for you with')] : []),
    ...(isOpen && it.cancelReason === undefined ? [say(`paramedic escalations cancel ${id}`, 'end it')] : []),
    ...(trouble ? [say(`claude "$(paramedic prompt ${id})"`, 'work on it yourself')] : []),
    ...(!isOpen && trouble ? [say(`paramedic escalations retry ${id}`, 'queue it anew')] : []),
    ...(!isOpen && it.branch !== undefined && it.commits.length > 0
      ? [plainText(say(`git log -p HEAD..${it.branch}`, 'read what it would merge'))]
      : []),
  ];
}
