import { ParamedicError } from '../base/errors.ts';
import type { EscalationStory } from '../escalation/archive-port.ts';
import type { Escalation } from '../escalation/escalation.ts';
import { decideLapse } from '../escalation/lapse.ts';
import type { Claim, ClaimState } from '../escalation/queue-port.ts';
import type { Place, Session } from './tool.ts';

/** Long enough for a person to think; each call on the escalation begins it anew. */
export const LEASE_MS = 30 * 60_000;

const claimOf = (escalation: Escalation): Claim => ({ escalation, fence: escalation.fence });

export const isMine = ({ leaseUntil, claimedBy }: Escalation, { caller }: Session): boolean =>
  leaseUntil !== undefined && claimedBy === caller.who;

/** Takes one in hand; one that this session has already stays its own. */
export async function claim(idOrPrefix: string, session: Session): Promise<EscalationStory> {
  const { deps, caller } = session;
  const story = await deps.escalationDesk.story(idOrPrefix);
  const { escalation } = story;
  if (isMine(escalation, session) && (await renew(escalation, session)).held) return story;
  const now = deps.clock.now();
  const claimed = await deps.queue.claimThis(escalation.id, { worker: caller.who, now, leaseMs: LEASE_MS });
  if (claimed !== undefined) return { ...story, escalation: claimed.escalation };
  throw notClaimed(await deps.escalationDesk.story(escalation.id));
}

function notClaimed({ escalation }: EscalationStory): ParamedicError {
  const { id, status, finishedAt, cancelReason, claimedBy } = escalation;
  if (finishedAt !== undefined) {
    return new ParamedicError('escalation_over', `It is over: ${status}.`, {
      cure: `If it is not mended, put it on the queue anew: paramedic escalations retry ${id}`,
    });
  }
  const why = cancelReason === undefined ? `${claimedBy ?? 'somebody'} has it` : 'it is being cancelled';
  return new ParamedicError('held_by_another', `It cannot be claimed: ${why}.`, {
    cure: 'Take another one, or let a person cancel it and retry it: paramedic escalations cancel ID, then retry ID',
  });
}

const renew = (escalation: Escalation, { deps }: Session): Promise<ClaimState> =>
  deps.queue.renew(claimOf(escalation), deps.clock.now(), LEASE_MS);

/** Work on what this session has claimed: renews the claim, and tells what the session has to know of it. */
export async function touch(about: Place | { readonly incident: string }, session: Session) {
  const open = await session.deps.archive.list({ status: 'open', ...about });
  const mine = open.find((escalation) => isMine(escalation, session));
  const others = open.find(({ claimedBy }) => claimedBy !== undefined && claimedBy !== session.caller.who);
  const state = mine === undefined ? undefined : await renew(mine, session);
  const warning =
    state?.held === true && state.cancelReason !== undefined
      ? `\nSomebody wants this escalation ended (${state.cancelReason}): stop, and give it back with release_escalation.`
      : '';
  return { mine, others, warning, isLost: state?.held === false };
}

/** After an act that was carried out: a recovery is then put down to it. */
export const markActed = (escalation: Escalation, { deps }: Session): Promise<boolean> =>
  deps.queue.markActed(claimOf(escalation), deps.clock.now());

/** The session's own, as it is now; throws when it has not claimed it. */
export async function ownStory(idOrPrefix: string, session: Session): Promise<EscalationStory> {
  const story = await session.deps.escalationDesk.story(idOrPrefix);
  if (isMine(story.escalation, session)) return story;
  const { status, claimedBy } = story.escalation;
  const whose = claimedBy === undefined ? '' : `, by ${claimedBy}`;
  throw new ParamedicError('not_claimed', `This session has not claimed it: it is ${status}${whose}.`, {
    cure: 'Claim it first with claim_escalation.',
  });
}

/** Ends it when there is nothing left to do: what came of it is what was observed. False: something is left. */
export async function endIfOver(
  { escalation, incidents }: EscalationStory,
  summary: string | undefined,
  session: Session,
) {
  const { deps, caller } = session;
  const now = deps.clock.now();
  const unheld = { ...escalation, leaseUntil: undefined, expiresAt: Number.POSITIVE_INFINITY };
  const end = decideLapse(unheld, incidents, Number.POSITIVE_INFINITY, now);
  if (end.kind !== 'end') return undefined;
  const { outcome, reason } = end;
  const detail = { escalation: escalation.id, by: caller.who };
  const ended = await deps.queue.finish(claimOf(escalation), {
    ...{ outcome, reason, at: now, messages: [], lesson: undefined },
    result: { durationMs: now - (escalation.claimedAt ?? now), ...(summary === undefined ? {} : { summary }) },
    timeline: incidents.map(({ id }) => ({
      ...{ id: deps.newId(), incidentId: id, timestamp: now, kind: `escalation_${outcome}`, reason, detail },
    })),
  });
  if (!ended) throw lost();
  return { outcome, reason };
}

/** Back on the queue, as if it had not been tried. */
export async function release({ escalation }: EscalationStory, { deps }: Session): Promise<void> {
  const now = deps.clock.now();
  const released = await deps.queue.release(claimOf(escalation), now, { countsAttempt: false, readyAt: now });
  if (!released) throw lost();
}

const lost = (): ParamedicError =>
  new ParamedicError('claim_lost', 'The claim was lost meanwhile: somebody else has it, or it is over.', {
    cure: 'Look at it: list_escalations.',
  });
