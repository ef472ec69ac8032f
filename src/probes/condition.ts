import type { ThresholdConfig } from '../config/config.ts';
import type { Container } from '../containers/container.ts';
import { type Intent, mayBeEndingUntil } from '../containers/intent.ts';
import type { ProbeReading } from './reading.ts';
import { describeLoop, type History, isLooping, loopEndsAt } from './restart-loop.ts';
import { stuckVerdict } from './stuck.ts';
import { decideVerdict, type Verdict } from './verdict.ts';

/** All that an opinion on one container rests on. */
export interface Facts {
  readonly container: Container;
  readonly intent: Intent;
  readonly probes: readonly ProbeReading[];
  /** Labels ask for probes: before their first results nothing is known. */
  readonly expectsProbes: boolean;
  readonly history: History;
  /** The parent in whose network it lived before that one started anew. */
  readonly lostNetworkOf: string | undefined;
  readonly stateSince: number;
  readonly thresholds: ThresholdConfig;
}

/** A verdict, and when it may change without any event. */
export interface Opinion {
  readonly verdict: Verdict;
  readonly until: number | undefined;
}

type Sick = Extract<Verdict, { kind: 'sick' }>;

/** Pure: what the engine tells of a container, corrected by what it does not see. */
export function decideCondition(facts: Facts, now: number): Opinion {
  const { container, intent } = facts;
  const told = decideVerdict(container, intent, now);
  switch (told.kind) {
    case 'healthy':
      return (
        lostNetwork(facts) ??
        looping(facts, now) ??
        failingProbe(facts, now) ??
        unproven(facts) ?? { verdict: withProbes(facts, told), until: undefined }
      );
    case 'sick':
      return ending(facts, now) ?? looping(facts, now) ?? { verdict: told, until: undefined };
    case 'off':
      return told.reason === 'not_started' || told.reason === 'removing'
        ? stuck(facts, told, now)
        : { verdict: told, until: undefined };
    case 'unknown': {
      const loop = told.reason === 'starting' ? (lostNetwork(facts) ?? looping(facts, now)) : undefined;
      return loop ?? stuck(facts, told, now);
    }
  }
}

/** Up for a moment between two crashes is not well. */
function looping({ container, history, thresholds }: Facts, now: number): Opinion | undefined {
  if (!isLooping(history, thresholds, now)) return undefined;
  const description = describeLoop(container.name, history, thresholds, now);
  const verdict = sick('restart_loop', 'crashes_again_and_again', description);
  return { verdict, until: loopEndsAt(history, thresholds) };
}

function lostNetwork({ container, lostNetworkOf }: Facts): Opinion | undefined {
  if (lostNetworkOf === undefined) return undefined;
  const description = `${container.name} lost its network: ${lostNetworkOf}, in whose network it lives, has started anew`;
  return { verdict: sick('container_unhealthy', 'network_lost', description), until: undefined };
}

function failingProbe(facts: Facts, now: number): Opinion | undefined {
  const { container, probes } = facts;
  const failing = probes.filter(({ state }) => state === 'failing');
  const first = failing[0];
  if (first === undefined) return undefined;
  const others = failing.length > 1 ? ` (and ${failing.length - 1} more)` : '';
  const description = `The probe ${first.name} of ${container.name} fails${others}: ${first.detail}`;
  return ending(facts, now) ?? { verdict: sick('probe_failed', 'probe_fails', description), until: undefined };
}

/** Somebody is stopping it: whether that is what fails is known when it has ended, or has not. */
function ending({ container, intent }: Facts, now: number): Opinion | undefined {
  const until = container.state === 'running' ? mayBeEndingUntil(intent, container) : undefined;
  if (until === undefined || now >= until) return undefined;
  return { verdict: { kind: 'unknown', reason: 'stop_may_follow', until }, until };
}

/** An error of the prober is no failure of the target, and no proof of its health either. */
function unproven({ probes, expectsProbes }: Facts): Opinion | undefined {
  const waiting = expectsProbes && (probes.length === 0 || probes.some(({ state }) => state === 'unknown'));
  return waiting ? { verdict: { kind: 'unknown', reason: 'probing' }, until: undefined } : undefined;
}

const withProbes = ({ expectsProbes }: Facts, told: Verdict): Verdict =>
  expectsProbes && told.reason === 'running' ? { kind: 'healthy', reason: 'probes_pass' } : told;

function stuck({ container, stateSince, thresholds }: Facts, told: Verdict, now: number): Opinion {
  const { stuck: found, until } = stuckVerdict(container, stateSince, thresholds, now);
  const lookAgain = told.kind === 'unknown' ? told.until : undefined;
  if (found === undefined) return { verdict: told, until: earliest(until, lookAgain) };
  return { verdict: { ...sick('stuck', found.reason, found.description), severity: found.severity }, until: undefined };
}

const earliest = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);

const sick = (type: Sick['type'], reason: string, description: string): Sick => ({
  kind: 'sick',
  type,
  severity: 'critical',
  reason,
  description,
});
