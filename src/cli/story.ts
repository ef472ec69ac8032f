import { span } from '../base/ago.ts';
import { plainText } from '../base/plain-text.ts';
import type { EscalationReport, IncidentStoryReport } from '../escalation/as-json.ts';
import type { IncidentReport, StoryReport } from '../incidents/report/incident.ts';
import { OUTCOME_REASONS } from './escalation-words.ts';
import { renderEvidence } from './evidence.ts';
import { incidentTable } from './incidents.ts';
import { type Paint, styleOf } from './paint.ts';
import { cut, table, WIDTH, wrap } from './table.ts';
import { facts, moment, plural, shortId } from './words.ts';

const ENDS: Readonly<Record<string, string>> = {
  auto_healed: 'healed by Paramedic',
  self_recovered: 'recovered by itself',
  claude: 'mended by Claude Code',
  human: 'mended by a person',
  expired: 'closed without an end that anybody saw',
};

const STATES: Readonly<Record<string, string>> = {
  open: 'still open',
  healing: 'being healed now',
  escalated: 'Paramedic gave up: a person is needed',
};

/** What `paramedic incidents show` tells: what, when, step by step, how it ended. */
export function renderStory(story: IncidentStoryReport, now: number, paint: Paint): string[] {
  const { incident, remediations, children } = story;
  return [
    `${paint('bold', incident.type)} (${incident.severity}) ${incident.id}`,
    cut(plainText(incident.description), WIDTH),
    cut(plainText(`${incident.target}, container ${incident.containerName} on ${incident.host}`), WIDTH),
    '',
    `Opened  ${moment(incident.timestamp, now)}`,
    `Now     ${paint(styleOf(incident.status), ending(story, now))}`,
    ...peopleLines(incident, now),
    ...onCallLines(story),
    ...nextLines(story),
    '',
    paint('bold', 'Timeline'),
    ...timelineLines(story),
    ...(remediations.length > 0 ? ['', paint('bold', 'Attempts'), ...attemptLines(story, paint)] : []),
    ...renderEvidence(incident.evidence, paint),
    ...(children.length > 0 ? ['', paint('bold', 'Led to'), ...incidentTable(children, now, paint)] : []),
  ];
}

function ending({ incident, escalations }: IncidentStoryReport, now: number): string {
  const { status, resolution, resolvedAt, timestamp, healAttempts } = incident;
  const attempts = plural(healAttempts, 'attempt');
  if (status !== 'resolved' || resolvedAt === undefined) {
    const handedOver = status === 'escalated' && escalations.some(isUnderway);
    return `${handedOver ? 'handed over to Claude Code' : (STATES[status] ?? status)}, ${attempts} so far`;
  }
  const took = span(Date.parse(resolvedAt) - Date.parse(timestamp));
  return `${ENDS[resolution ?? ''] ?? 'resolved'} after ${took} and ${attempts}, ${moment(resolvedAt, now)}`;
}

/** What people know of it, and what they said. */
function peopleLines(incident: IncidentReport, now: number): string[] {
  const { parentId, acknowledgedAt, acknowledgedBy, snoozedUntil, muted, toldAt, resolvedAt } = incident;
  const isOpen = resolvedAt === undefined;
  const said: [label: string, text: string | undefined][] = [
    ['Part of', parentId && shortId(parentId)],
    ['Told', toldAt && moment(toldAt, now)],
    ['Seen', acknowledgedAt && `by ${acknowledgedBy ?? 'somebody'}, ${moment(acknowledgedAt, now)}`],
    ['Muted', isOpen && muted ? 'until it is resolved' : undefined],
    ['Snoozed', isOpen && snoozedUntil !== undefined ? `until ${moment(snoozedUntil, now)}` : undefined],
  ];
  return said.flatMap(([label, text]) =>
    text === undefined ? [] : [cut(plainText(`${label.padEnd(7)} ${text}`), WIDTH)],
  );
}

const isUnderway = ({ finishedAt }: EscalationReport): boolean => finishedAt === undefined;

/** What Claude Code has to do with it, and how to see more of that. */
function onCallLines({ incident, escalations }: IncidentStoryReport): string[] {
  const [newest] = escalations;
  if (newest === undefined) return [];
  const { id, status, claimedBy, leaseUntil, outcomeReason } = newest;
  const who = leaseUntil === undefined ? '' : ` by ${claimedBy ?? 'somebody'}`;
  const why = outcomeReason === undefined ? '' : ` (${OUTCOME_REASONS[outcomeReason] ?? outcomeReason})`;
  const more =
    incident.status === 'resolved' || isUnderway(newest) ? [] : [`        paramedic escalations retry ${shortId(id)}`];
  return [
    ...wrap(['Claude ', ...`${status}${who}${why}`.split(' ')].map(plainText), ''),
    `        paramedic escalations show ${shortId(id)}`,
    ...more,
  ];
}

/** Who is called at night wants to know where to begin, and how to say that they are at it. */
function nextLines({ incident, escalations }: IncidentStoryReport): string[] {
  const { id, status, containerName, acknowledgedAt } = incident;
  if (status !== 'escalated' || containerName === '' || escalations.some(isUnderway)) return [];
  const words = `docker logs --tail 50 ${containerName}; once it is well, the incident ends by itself`.split(' ');
  const acknowledge = acknowledgedAt === undefined ? [`        paramedic incidents ack ${shortId(id)}`] : [];
  return [...wrap(['Next   ', ...words].map(plainText), ''), ...acknowledge];
}

function timelineLines({ incident, timeline }: StoryReport): string[] {
  const rows = timeline.map(({ timestamp, kind, reason, detail }) => [
    sinceOpened(timestamp, incident),
    kind,
    reason,
    // A whole capsule is no line of a table; `--json` has it.
    kind === 'evidence' ? `attempt=${String(detail.attempt)} …` : facts(detail).join(' '),
  ]);
  return table(['AFTER', 'WHAT', 'WHY', 'DETAIL'], rows);
}

function attemptLines({ incident, remediations }: StoryReport, paint: Paint): string[] {
  const rows = remediations.map(({ attempt, action, outcome, error, detail, intendedAt, finishedAt }) => [
    String(attempt),
    action,
    { text: outcome ?? 'under way', style: outcome === 'done' ? ('good' as const) : undefined },
    sinceOpened(intendedAt, incident),
    finishedAt === undefined ? '' : span(Date.parse(finishedAt) - Date.parse(intendedAt)),
    error ?? facts(detail).join(' '),
  ]);
  return table(['NO', 'ACTION', 'OUTCOME', 'BEGUN AFTER', 'TOOK', 'DETAIL'], rows, paint);
}

const sinceOpened = (at: string, incident: IncidentReport): string =>
  span(Date.parse(at) - Date.parse(incident.timestamp));
