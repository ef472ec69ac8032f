import { messageOf } from '../base/errors.ts';
import type { EscalationStory } from '../escalation/archive-port.ts';
import type { EscalationOutcome } from '../escalation/escalation.ts';
import type { LaunchEnd } from '../escalation/launch.ts';
import { lessonOf } from '../escalation/lesson.ts';
import type { EscalationResult } from '../escalation/queue-port.ts';
import type { CommitNote, DiffStat } from '../escalation/run.ts';
import type { PeopleEvent } from '../incidents/happening.ts';
import type { OutboxMessage } from '../incidents/ledger.ts';
import { messagesFor } from '../notifications/message.ts';
import { insist } from './insist.ts';
import { timelineFor } from './telling.ts';
import type { Attempt, Work } from './work.ts';

export interface Verdict {
  readonly outcome: EscalationOutcome;
  readonly reason: string;
  readonly end: LaunchEnd;
  /** What is on the branch. */
  readonly left: { readonly commits: readonly CommitNote[]; readonly diffStat: DiffStat } | undefined;
  /** What became of the workspace, in words. */
  readonly closing: string | undefined;
}

/** What people hear of it; nothing of what ended without them or by them. */
const EVENTS: Partial<Record<EscalationOutcome, PeopleEvent>> = {
  resolved: 'escalation_resolved',
  inconclusive: 'escalation_inconclusive',
  failed: 'escalation_failed',
};

/** The end of an escalation: on disk for people, then everything that belongs to it in one transaction. */
export async function finish(attempt: Attempt, work: Work, verdict: Verdict): Promise<void> {
  const { hold, deps } = attempt;
  const { queue, files, archive, clock, logger, newId } = deps;
  const { id } = work.story.escalation;
  const { outcome, reason } = verdict;
  const at = clock.now();
  const result = resultOf(work, verdict);
  await files
    .writeOutcome(work.place, outcomeOf(work, verdict, result, at))
    .catch((error) => logger.error('outcome_not_written', { escalation: id, error: messageOf(error) }));
  // As it is after its incidents' end: that is what people are told.
  const story = (await insist(() => archive.story(id), clock, hold.lost)) ?? work.story;
  const primary = story.incidents.find((incident) => incident.id === story.escalation.incidentId);
  const ids = story.incidents.map((incident) => incident.id);
  const detail = { escalation: id, run: work.run.id, worker: deps.name, ...aboutWork(verdict, result) };
  const ended = {
    ...{ outcome, reason, at, result },
    timeline: timelineFor(ids, `escalation_${outcome}`, reason, detail, deps),
    messages: messagesOf(attempt, story, verdict, at),
    lesson:
      outcome === 'resolved' && primary !== undefined
        ? lessonOf(story.escalation, primary, result, at, newId())
        : undefined,
  };
  const held = await insist(() => queue.finish(hold.claim, ended), clock, hold.lost);
  if (held) logger.info('escalation_finished', { escalation: id, outcome, reason, ...aboutWork(verdict, result) });
  else logger.warn('claim_lost', { escalation: id, run: work.run.id });
}

function resultOf({ place, workspace, diagnosis }: Work, { end, left }: Verdict): EscalationResult {
  const { sessionId, turns, durationMs, tokens, denials, report, summary } = end;
  return {
    ...{ turns, durationMs, tokens, denials, transcript: place.transcript },
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(report === undefined ? {} : { report }),
    ...(summary === undefined ? {} : { summary }),
    ...(diagnosis === undefined ? {} : { diagnosis: { ...diagnosis } }),
    ...(workspace === undefined ? {} : { branch: workspace.branch }),
    ...(left === undefined ? {} : left),
  };
}

function messagesOf({ deps }: Attempt, story: EscalationStory, verdict: Verdict, at: number): OutboxMessage[] {
  const event = EVENTS[verdict.outcome];
  const incident = story.incidents.find(({ muted, snoozedUntil = 0 }) => !muted && snoozedUntil <= at);
  if (event === undefined || incident === undefined) return [];
  const { closing, left } = verdict;
  const about = {
    ...{ escalation_id: story.escalation.id, reason: verdict.reason },
    ...(left === undefined || left.commits.length === 0
      ? {}
      : { commits: left.commits.map(({ hash }) => hash).join(' ') }),
    ...(closing === undefined ? {} : { workspace: closing }),
  };
  return messagesFor(event, incident, deps.settings.channels, at, deps.newId, about);
}

const aboutWork = ({ closing }: Verdict, { commits = [], branch }: EscalationResult) => ({
  commits: commits.length,
  ...(branch === undefined ? {} : { branch }),
  ...(closing === undefined ? {} : { workspace: closing }),
});

function outcomeOf(work: Work, verdict: Verdict, result: EscalationResult, at: number) {
  const { outcome, reason, end, closing } = verdict;
  const { escalation } = work.story;
  return {
    ...{ escalation: escalation.id, target: escalation.target, host: escalation.host, outcome, reason },
    ...{ finishedAt: new Date(at).toISOString(), attempt: work.run.attempt },
    run: {
      ...{ id: work.run.id, outcome: end.outcome, error: end.error },
      ...{ costUsd: end.costUsd, costKnown: end.costKnown },
    },
    ...result,
    workspace: closing,
  };
}
