import type { Clock } from '../base/clock.ts';
import type { LogFields, Logger } from '../base/logger.ts';
import { Loop } from '../base/loop.ts';
import type { Service } from '../base/service.ts';
import { type Leadership, mayCompete, nextLeadership, type Sight, standby } from './leadership.ts';
import type { Ballot } from './ports.ts';

/** A leader that died is followed within this, and the little that a won election takes. */
const BEAT_MS = 1_000;
/** Longer than one heartbeat of the watch: after a jump of the clock it needs a turn to show that it lives. */
const STALLED_BEATS = 3;
/** Long enough for any other to win. */
const STALLED_RESIGN_MS = 5_000;

export interface CampaignDeps {
  readonly ballot: Ballot;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called after each change of kind or epoch; must return at once. */
  readonly onChange: (state: Leadership) => void;
  /** The watch stands still: whoever leads so leads nothing. */
  readonly isStalled: () => boolean;
}

/** Looks at the lock every second: to win it, to know that it is still ours, or to know that it is not. */
export class Campaign implements Service {
  readonly name = 'campaign';
  readonly #deps: CampaignDeps;
  readonly #loop: Loop;
  #state: Leadership;
  #lastTurnAt: number;
  #stalledBeats = 0;

  constructor(deps: CampaignDeps) {
    this.#deps = deps;
    const { clock, logger } = deps;
    this.#lastTurnAt = clock.now();
    this.#state = standby(clock.now());
    this.#loop = new Loop({ name: this.name, intervalMs: BEAT_MS, clock, logger, runOnce: () => this.#turn() });
  }

  get state(): Leadership {
    return this.#state;
  }

  get lastTurnAt(): number {
    return this.#lastTurnAt;
  }

  start(): Promise<void> {
    return this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    await this.#deps.ballot.resign();
  }

  /** Something does not fit: looks at once. */
  doubt(): void {
    this.#loop.wake();
  }

  /** Gives the lead away, and does not try for it for so long. */
  async resign(forMs: number): Promise<void> {
    const { ballot, clock } = this.#deps;
    await ballot.resign();
    this.#become(standby(clock.now(), undefined, clock.now() + forMs));
  }

  async #turn(): Promise<undefined> {
    const { ballot, clock, logger, isStalled } = this.#deps;
    this.#lastTurnAt = clock.now();
    this.#stalledBeats = this.#state.kind !== 'standby' && isStalled() ? this.#stalledBeats + 1 : 0;
    if (this.#stalledBeats >= STALLED_BEATS) {
      logger.error('watch_stalled', { note: 'the lead is given away and the watch begins anew' });
      await this.resign(STALLED_RESIGN_MS);
      return undefined;
    }
    const sight = await ballot.cast(mayCompete(this.#state, clock.now()));
    this.#become(nextLeadership(this.#state, sight, clock.now()), sight);
    return undefined;
  }

  #become(next: Leadership, sight?: Sight): void {
    const before = this.#state;
    this.#state = next;
    if (isSame(before, next)) return;
    const [level, event, fields] = lineOf(before, next, sight);
    this.#deps.logger[level](event, fields);
    this.#deps.onChange(next);
  }
}

type Line = readonly [level: 'info' | 'warn', event: string, fields: LogFields];

function lineOf(before: Leadership, next: Leadership, sight: Sight | undefined): Line {
  if (next.kind === 'leading') return ['info', 'leading', { epoch: next.epoch }];
  if (next.kind === 'uncertain') {
    const reason = sight?.kind === 'unreachable' ? sight.reason : 'our lost session still holds the lock';
    return ['warn', 'leadership_uncertain', { epoch: next.epoch, rivals: next.rivals, reason }];
  }
  if (before.kind === 'standby') return ['info', 'standing_by', { leader: next.leader }];
  return ['warn', 'leadership_lost', { epoch: before.epoch, leader: next.leader }];
}

const isSame = (a: Leadership, b: Leadership): boolean => {
  if (a.kind === 'standby' || b.kind === 'standby') return a.kind === b.kind && leaderOf(a) === leaderOf(b);
  return a.kind === b.kind && a.epoch === b.epoch;
};

const leaderOf = (state: Leadership): string | undefined => (state.kind === 'standby' ? state.leader : undefined);
