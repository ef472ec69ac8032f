import type { Container } from '../containers/container.ts';
import type { Verdict } from '../probes/verdict.ts';
import type { Relative } from './relatives.ts';

/** What it depends on whose turn it is; a part of the `Case`. */
interface Sufferer {
  readonly verdict: Verdict;
  readonly since: number;
  readonly container: Container;
  readonly relatives: readonly Relative[];
  readonly surroundings: { readonly startedAt: number };
}

/** Somebody else has the first hand. */
type GoesFirst =
  | { readonly kind: 'hold'; readonly reason: 'engine_restarts' }
  | { readonly kind: 'wait'; readonly until: number; readonly reason: 'engine_restarts' | FamilyReason };

type FamilyReason = 'parent_sick' | 'parent_off' | 'parents_first' | 'parent_suspect' | 'parent_back';

/** The engine restarts a container of this policy itself; give it this long before we lend a hand. */
const ENGINE_RESTART_GRACE_MS = 5_000;
const LOOK_AGAIN_MS = 10_000;
/** When all go down at once, the parents' turn is first: this long a child waits for theirs to be known. */
const PARENTS_FIRST_MS = 1_000;
/** A parent whose check has just failed for the first time gets this long to turn sick or well. */
const SUSPECT_PATIENCE_MS = 60_000;
const SUSPECT_LOOK_AGAIN_MS = 2_000;
/** A child may get well by itself once its parent is. */
const PARENT_BACK_GRACE_MS = 10_000;

/** Where the engine restarts by itself, it goes first. */
export function engineFirst({ container, verdict }: Sufferer, now: number): GoesFirst | undefined {
  // It has had its turn there.
  if (verdict.kind === 'sick' && (verdict.type === 'restart_loop' || verdict.type === 'stuck')) return undefined;
  if (container.state === 'restarting') return { kind: 'hold', reason: 'engine_restarts' };
  if (container.state !== 'exited' || container.restartPolicy === 'no') return undefined;
  const until = (container.finishedAt ?? 0) + ENGINE_RESTART_GRACE_MS;
  return now < until ? { kind: 'wait', until, reason: 'engine_restarts' } : undefined;
}

/** The root cause is healed first; who only suffers from it is left alone meanwhile. */
export function family({ relatives, since, verdict, surroundings }: Sufferer, now: number): GoesFirst | undefined {
  if (relatives.length === 0) return undefined;
  const is = (state: Relative['state']) => relatives.some((relative) => relative.state === state);
  if (is('sick')) return { kind: 'wait', until: now + LOOK_AGAIN_MS, reason: 'parent_sick' };
  if (is('off')) return { kind: 'wait', until: now + LOOK_AGAIN_MS, reason: 'parent_off' };
  // What a parent's restart broke does not mend by itself.
  if (verdict.reason === 'network_lost') return undefined;
  // Who was sick before we began to watch has parents that we have only just met.
  const knownSince = Math.max(since, surroundings.startedAt);
  const first = knownSince + PARENTS_FIRST_MS;
  if (now < first) return { kind: 'wait', until: first, reason: 'parents_first' };
  if (is('suspect') && now < knownSince + SUSPECT_PATIENCE_MS) {
    return { kind: 'wait', until: now + SUSPECT_LOOK_AGAIN_MS, reason: 'parent_suspect' };
  }
  // A parent that was well all along has nothing to do with it.
  const backAt = Math.max(...relatives.map((relative) => (relative.since > since ? relative.since : 0)));
  const until = backAt + PARENT_BACK_GRACE_MS;
  return now < until ? { kind: 'wait', until, reason: 'parent_back' } : undefined;
}
