import type { Silence } from './incident.ts';
import type { SilenceRequest } from './orders.ts';

type BadSilence =
  | 'empty_target'
  | 'long_target'
  | 'control_characters'
  | 'nobody'
  | 'long_comment'
  | 'no_instant'
  | 'ends_before_start'
  | 'ended_already'
  | 'too_long'
  | 'too_far';

export type SilenceDecision =
  | { readonly kind: 'set'; readonly silence: Silence }
  | { readonly kind: 'refused'; readonly reason: BadSilence; readonly message: string; readonly cure: string };

const DAY_MS = 86_400_000;
/** One that is forgotten must not hide troubles for ever. */
const LONGEST_MS = 30 * DAY_MS;
const FARTHEST_MS = 366 * DAY_MS;
const TARGET_MAX = 200;
const NAME_MAX = 100;
const COMMENT_MAX = 1_000;

/** Pure: a silence as it will be kept, or why not. It begins now at the earliest. */
export function decideSilence(request: SilenceRequest, now: number, id: string): SilenceDecision {
  const fault = faultOf(request, now);
  if (fault !== undefined) {
    const [reason, message, cure] = fault;
    return { kind: 'refused', reason, message, cure };
  }
  const startsAt = Math.max(request.startsAt, now);
  return { kind: 'set', silence: { ...request, id, startsAt, createdAt: now, endedAt: undefined } };
}

type Fault = readonly [reason: BadSilence, message: string, cure: string];

function faultOf(request: SilenceRequest, now: number): Fault | undefined {
  return textFault(request) ?? timeFault(request, now);
}

function textFault({ target, createdBy, comment }: SilenceRequest): Fault | undefined {
  if (target.trim() === '') {
    return ['empty_target', 'It is not said what is silenced.', 'Name a target or a pattern; `*` alone is everything.'];
  }
  if (target.length > TARGET_MAX) {
    return ['long_target', `The target is longer than ${TARGET_MAX} characters.`, 'Shorten it with `*`.'];
  }
  if ([target, createdBy, comment].some((text) => /\p{Cc}/u.test(text) || !text.isWellFormed())) {
    return ['control_characters', 'Target, name or comment holds control characters.', 'Write each on one line.'];
  }
  if (createdBy.trim() === '' || createdBy.length > NAME_MAX) {
    return ['nobody', 'It is not said who sets it.', `Give a name of 1 to ${NAME_MAX} characters.`];
  }
  if (comment.length > COMMENT_MAX) {
    return ['long_comment', `The comment is longer than ${COMMENT_MAX} characters.`, 'Shorten it.'];
  }
  return undefined;
}

function timeFault({ startsAt, endsAt }: SilenceRequest, now: number): Fault | undefined {
  if (!Number.isFinite(startsAt) || !Number.isFinite(endsAt)) {
    return ['no_instant', 'Start or end is no instant.', 'Write them like 2026-11-20T12:00:00Z.'];
  }
  if (endsAt <= startsAt)
    return ['ends_before_start', 'It would end before it begins.', 'Set the end after the start.'];
  if (endsAt <= now) return ['ended_already', 'Its end is in the past.', 'Set an end that is still to come.'];
  if (endsAt - Math.max(startsAt, now) > LONGEST_MS) {
    return [
      'too_long',
      'It would last longer than 30 days.',
      'Set an earlier end, or leave the container out for good with the label `paramedic.enable: "false"`.',
    ];
  }
  if (startsAt - now > FARTHEST_MS) {
    return ['too_far', 'It would begin in more than a year.', 'Set it when the time has come nearer.'];
  }
  return undefined;
}
