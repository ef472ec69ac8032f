import type { ProbeSpec } from '../config/container-settings.ts';
import { detailOf } from './detail.ts';
import type { ProbeReading, ProbeResult } from './reading.ts';
import { badOnes, EMPTY_TALLY, nextTally, type Tally } from './tally.ts';

/** What one probe found out in one life of a container. */
export interface ProbeState {
  readonly reading: ProbeReading;
  readonly failures: Tally;
  /** Of answers that were slower than `max-latency`. */
  readonly delays: Tally;
  /** When something was last known: of a result that says something, or the beginning of this life. */
  readonly knownAt: number;
  /** The target was reached by this probe before, in this life or an earlier one. */
  readonly reached: boolean;
  readonly lastFailure: string;
}

/** After so many intervals without a result that says anything, what was known is too old. */
const STALE_INTERVALS = 3;

const STATES = { good: 'passing', bad: 'failing', unknown: 'unknown' } as const;

/** The beginning of a life: nothing is known. `reached`: as of the life before. */
export function beginReading(spec: ProbeSpec, now: number, reached = false): ProbeState {
  const reading: ProbeReading = {
    name: spec.name,
    kind: spec.kind,
    state: 'unknown',
    since: now,
    lastAt: undefined,
    latencyMs: undefined,
    slow: false,
    detail: 'no result yet',
  };
  return { reading, failures: EMPTY_TALLY, delays: EMPTY_TALLY, knownAt: now, reached, lastFailure: '' };
}

/** Pure: one more result. An error of the prober changes nothing, until nothing else has come for three intervals. */
export function nextReading(state: ProbeState, result: ProbeResult, spec: ProbeSpec, now: number): ProbeState {
  const news = newsIn(state, result);
  if (news !== undefined) return withNews(state, news, spec, now);
  return withoutNews(state, result.at, result.kind === 'success' ? '' : result.detail, spec, now);
}

type News = Exclude<ProbeResult, { kind: 'unknown' }>;

/** What a result says of the target, if anything: who could never be reached from here may be well for all we know. */
export function newsIn({ reached }: ProbeState, result: ProbeResult): News | undefined {
  if (result.kind === 'unknown') return undefined;
  return result.kind === 'failure' && result.unreached && !reached ? undefined : result;
}

function withoutNews(state: ProbeState, at: number, detail: string, spec: ProbeSpec, now: number): ProbeState {
  const reading = { ...state.reading, lastAt: at };
  const isStale = now - state.knownAt >= STALE_INTERVALS * spec.intervalMs;
  if (!isStale && reading.state !== 'unknown') return { ...state, reading };
  const since = reading.state === 'unknown' ? reading.since : now;
  const unknown: ProbeReading = { ...reading, state: 'unknown', since, slow: false, detail: detailOf(detail) };
  return isStale
    ? { ...state, reading: unknown, failures: EMPTY_TALLY, delays: EMPTY_TALLY }
    : { ...state, reading: unknown };
}

function withNews(state: ProbeState, result: News, spec: ProbeSpec, now: number): ProbeState {
  const limits = { bad: spec.failures, good: spec.successes };
  const failures = nextTally(state.failures, result.kind === 'failure', limits);
  const delays =
    result.kind === 'success' && spec.maxLatencyMs !== undefined
      ? nextTally(state.delays, result.latencyMs > spec.maxLatencyMs, limits)
      : state.delays;
  const lastFailure = result.kind === 'failure' ? detailOf(result.detail) : state.lastFailure;
  const says = STATES[failures.says ?? 'unknown'];
  const reading: ProbeReading = {
    ...state.reading,
    state: says,
    since: says === state.reading.state ? state.reading.since : now,
    lastAt: result.at,
    latencyMs: result.latencyMs ?? state.reading.latencyMs,
    slow: says === 'passing' && delays.says === 'bad',
    detail: detailOf(wordsFor(failures, result, lastFailure, spec)),
  };
  const reached = state.reached || result.kind === 'success' || result.unreached !== true;
  return { reading, failures, delays, knownAt: now, reached, lastFailure };
}

function wordsFor(failures: Tally, result: News, lastFailure: string, spec: ProbeSpec): string {
  if (failures.says === 'good' && result.kind === 'success') return `answered after ${Math.round(result.latencyMs)} ms`;
  if (failures.says === 'bad') {
    if (!failures.wavers) return lastFailure;
    return `failed ${badOnes(failures.recent)} of the last ${failures.recent.length} times, at last: ${lastFailure}`;
  }
  if (result.kind === 'failure') return `${failures.streak} of ${spec.failures} failures in a row: ${lastFailure}`;
  return `${failures.streak} of ${spec.successes} successes in a row`;
}

/** Something changed that has to be decided on, or it is the first result of a life. */
export function isFlip(before: ProbeReading, after: ProbeReading): boolean {
  return before.state !== after.state || before.slow !== after.slow || before.lastAt === undefined;
}
