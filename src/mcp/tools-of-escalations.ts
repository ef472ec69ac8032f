import { z } from 'zod';
import { ParamedicError } from '../base/errors.ts';
import type { EscalationStory, Recall } from '../escalation/archive-port.ts';
import { quotedEvidence } from '../escalation/briefing-files.ts';
import { ESCALATION_STATUSES, type Escalation } from '../escalation/escalation.ts';
import { quoteWord } from '../escalation/quote.ts';
import { sessionPrompt } from '../escalation/session-prompt.ts';
import type { IncidentStory } from '../incidents/ledger.ts';
import { claim, endIfOver, LEASE_MS, ownStory, release, touch } from './claims.ts';
import { escalationId, incidentId, limit, target } from './fields.ts';
import { defineTool, noting, reading, type Session, type Tool } from './tool.ts';
import { incidentLine } from './tools-of-incidents.ts';
import { at, minutes } from './words.ts';

const line = ({ id, status, target: name, project, reason, createdAt, ...it }: Escalation): string =>
  [
    `- ${id}: ${status}, ${quoteWord(name)}${project === undefined ? '' : ` of project ${quoteWord(project)}`} on ${quoteWord(it.host)}`,
    `because ${reason}, since ${at(createdAt)}, attempts ${it.attempts}`,
    ...(it.claimedBy === undefined
      ? []
      : [`held by ${quoteWord(it.claimedBy)} until ${at(it.leaseUntil ?? createdAt)}`]),
    ...(it.outcomeReason === undefined ? [] : [`outcome ${it.outcomeReason}`]),
  ].join('; ');

/** An incident that is (or was) on no queue, with its evidence quoted. */
function incidentBrief({ incident, timeline }: IncidentStory): string {
  const story = timeline.map(({ timestamp, kind, reason }) => `- ${at(timestamp)} ${kind} ${quoteWord(reason, 100)}`);
  const files = quotedEvidence([incident]).map(({ path, what, text }) => `## ${path}: ${what}\n\n${text}`);
  return [incidentLine(incident), '', '## What happened so far (UTC)', '', ...story, '', ...files].join('\n');
}

async function evidence(given: { escalation?: string | undefined; incident?: string | undefined }, session: Session) {
  const { deps } = session;
  if ((given.escalation === undefined) === (given.incident === undefined)) {
    throw new ParamedicError('bad_input', 'Evidence of what?', { cure: 'Give either `escalation` or `incident`.' });
  }
  if (given.escalation !== undefined) {
    return briefing(await deps.escalationDesk.story(given.escalation), 'shown', session);
  }
  const story = await deps.incidents.story(given.incident ?? '');
  if (story !== undefined)
    return incidentBrief(story) + (await touch({ incident: story.incident.id }, session)).warning;
  throw new ParamedicError('no_such_incident', 'No incident has an id that begins like this.', {
    cure: 'Look at list_incidents.',
  });
}

async function briefing(story: EscalationStory, how: Recall, session: Session): Promise<string> {
  const { deps } = session;
  const text = await sessionPrompt(story, deps.archive, deps.verifyMs, how);
  return text + (await touch({ incident: story.escalation.incidentId }, session)).warning;
}

export const ESCALATION_TOOLS: readonly Tool[] = [
  defineTool(
    {
      ...{ name: 'list_escalations', title: 'The queue for Claude Code', ...reading },
      description: 'What healing could not fix and is, or was, on the queue for Claude Code, newest first.',
    },
    z.strictObject({
      status: z
        .enum([...ESCALATION_STATUSES, 'open'])
        .default('open')
        .describe('`open`: all that are not over.'),
      target: target.optional(),
      limit,
    }),
    async ({ target: name, ...query }, { deps }) => {
      const found = await deps.archive.list({ ...query, ...(name === undefined ? {} : { target: name }) });
      return found.length === 0 ? 'Nothing on the queue.' : found.map(line).join('\n');
    },
  ),
  defineTool(
    {
      ...{ name: 'evidence', title: 'Briefing and evidence', ...reading },
      description:
        'The briefing of an escalation, or the story of an incident: what happened, what was tried, what helped before, and what the containers said, quoted as untrusted data.',
    },
    z.strictObject({ escalation: escalationId.optional(), incident: incidentId.optional() }),
    evidence,
  ),
  defineTool(
    {
      ...{ name: 'claim_escalation', title: 'Take an escalation in hand', ...noting },
      description: `Claims an escalation for this session, so that no worker and nobody else takes it. The claim lasts ${minutes(LEASE_MS)} and is renewed by every call that is about it; then it goes back on the queue.`,
    },
    z.strictObject({ escalation: escalationId }),
    async ({ escalation }, session) => {
      const story = await claim(escalation, session);
      return `Claimed by ${session.caller.who} for ${minutes(LEASE_MS)}; each call about it renews that.\n\n${await briefing(story, 'handed', session)}`;
    },
  ),
  defineTool(
    {
      ...{ name: 'release_escalation', title: 'Give an escalation back', ...noting },
      description: 'Gives a claimed escalation back: on the queue while something is left to do, else it ends.',
    },
    z.strictObject({
      escalation: escalationId,
      text: z.string().max(2_000).optional().describe('What the next one should know.'),
    }),
    async ({ escalation, text }, session) => {
      const story = await ownStory(escalation, session);
      const end = await endIfOver(story, text, session);
      if (end !== undefined) return `It has ended: ${end.outcome} (${end.reason}).`;
      const order = { kind: 'comment', by: session.caller.who, text: text ?? '' } as const;
      if (text !== undefined) await session.deps.incidentDesk.order(story.escalation.incidentId, order);
      await release(story, session);
      return 'Given back: it is on the queue again.';
    },
  ),
  defineTool(
    {
      ...{ name: 'resolve', title: 'Resolve an incident by hand, or end a claimed escalation', ...noting },
      description:
        'With `incident`: resolves it by hand, on the word of the person who leads this session; it is not opened anew before the trouble was gone. With `escalation`: ends one that this session has claimed, once Paramedic has seen all of its incidents resolved. What came of it is what was observed, not what is said here.',
    },
    z.strictObject({
      incident: incidentId.optional(),
      escalation: escalationId.optional(),
      text: z.string().max(2_000).optional().describe('What was wrong and what helped.'),
    }),
    async ({ incident, escalation, text }, session) => {
      if ((incident === undefined) === (escalation === undefined)) {
        throw new ParamedicError('bad_input', 'Resolve what?', { cure: 'Give either `incident` or `escalation`.' });
      }
      if (escalation !== undefined) return finish(escalation, text, session);
      const { deps, caller } = session;
      const resolved = await deps.incidentDesk.order(incident ?? '', { kind: 'resolve', by: caller.who, text });
      return `Resolved by hand: ${resolved.type} of ${quoteWord(resolved.target)}.`;
    },
  ),
];

async function finish(escalation: string, text: string | undefined, session: Session): Promise<string> {
  const story = await ownStory(escalation, session);
  const open = story.incidents.filter(({ status }) => status !== 'resolved');
  if (open.length > 0) {
    await touch({ incident: story.escalation.incidentId }, session);
    const which = open.map(({ id, type, target: name }) => `${type} of ${quoteWord(name)} (${id})`).join(', ');
    const seconds = Math.round(session.deps.verifyMs / 1_000);
    throw new ParamedicError(
      'not_observed',
      `Not yet: ${which} not resolved. Nothing that is said here settles that.`,
      {
        cure: `Paramedic resolves it when it has been healthy for ${seconds} s: look with inspect, and ask again. Only on the word of a person: resolve with \`incident\`.`,
      },
    );
  }
  const end = await endIfOver(story, text, session);
  return `It has ended: ${end?.outcome} (${end?.reason}).`;
}
