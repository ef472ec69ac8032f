import { messageOf } from '../base/errors.ts';
import { newId } from '../base/id.ts';
import type { Desk } from '../incidents/orders.ts';
import type { FleetView, LeadershipStatus } from '../incidents/view.ts';
import { Campaign } from '../leadership/campaign.ts';
import { leadershipStatus, waitsFor } from '../leadership/status.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { pingLoop } from '../notifications/ping.ts';
import type { Channel } from '../notifications/ports.ts';
import { PgBallot } from '../storage/ballot.ts';
import type { Monitor } from '../watch/monitor.ts';
import { viewOf, waitingBoard } from '../watch/waiting-board.ts';
import { deskOf, waitingDesk } from '../watch/waiting-desk.ts';
import type { Services } from './services.ts';
import { Shift, type ShiftParts } from './shift.ts';
import { Shifts } from './shifts.ts';
import { drainLoop } from './upkeep.ts';

/** A shift that could not begin: somebody else may be able to. */
const RESIGN_MS = 30_000;
/** The loop of the watch turns every few seconds. */
const STALLED_AFTER_MS = 30_000;

interface DutyFaces {
  readonly metrics: Metrics;
  readonly channels: readonly Channel[];
  /** For people: which monitor this is. */
  readonly name: string;
  /** Called when it is known whether it leads, and whenever that changes. */
  readonly onRole: (role: LeadershipStatus) => void;
}

/** From the storage being read to standing by, leading, and standing by again; and what there is to see of it. */
export class Duty {
  readonly #parts: Omit<ShiftParts, 'metrics' | 'channels'>;
  readonly #watching = Promise.withResolvers<void>();
  readonly #campaign: Campaign;
  readonly #since: number;
  #shifts: Shifts | undefined;
  #monitor: Monitor | undefined;
  #name = '';
  #onRole: DutyFaces['onRole'] = () => {};
  #isCampaigning = false;
  readonly fleet: FleetView;
  readonly desk: Desk;

  constructor(parts: Omit<ShiftParts, 'metrics' | 'channels'>) {
    this.#parts = parts;
    const { storage, host, clock, logger } = parts;
    this.#since = clock.now();
    const ballot = new PgBallot({
      url: () => storage.url(),
      host,
      holder: newId(),
      name: () => this.#name,
      clock,
      onLost: () => this.#campaign.doubt(),
    });
    this.#campaign = new Campaign({
      ...{ ballot, clock, logger },
      onChange: (state) => {
        this.#shifts?.follow(state);
        this.#onRole(this.fleet.leadership());
      },
      isStalled: () => clock.now() - this.fleet.lastTurnAt() > STALLED_AFTER_MS,
    });
    this.fleet = this.#view();
    const closed = waitingDesk(() => this.#waitsFor());
    this.desk = deskOf(() => this.#monitor?.desk ?? closed);
    // Whoever asks gets the error; nobody asking must not end the process.
    this.#watching.promise.catch(() => {});
  }

  /** Resolves when the first shift has begun; rejects when none can, and waiting would not help. */
  get watching(): Promise<void> {
    return this.#watching.promise;
  }

  /** Returns at once: the storage may be away for long. */
  begin(services: Services, faces: DutyFaces): void {
    this.#run(services, faces).catch((error) => this.#watching.reject(error));
  }

  async #run(services: Services, faces: DutyFaces): Promise<void> {
    const { config, storage, clock, logger } = this.#parts;
    const { metrics, channels, name, onRole } = faces;
    this.#name = name;
    this.#onRole = onRole;
    await storage.ready();
    await services.begin(drainLoop({ storage, clock, logger }));
    this.#shifts = new Shifts({
      leadership: () => this.#campaign.state,
      make: (epoch, clearance) => new Shift({ ...this.#parts, metrics, channels }, epoch, clearance),
      onMonitor: (monitor) => this.#follow(monitor),
      onBroken: (error) => this.#giveUp(error),
    });
    this.#isCampaigning = true;
    // Stopped in the opposite order: the shift is over before the lead is free for somebody else.
    await services.begin(this.#campaign);
    await services.begin(this.#shifts);
    const ping = pingLoop({ ...config.ping, fleet: this.fleet, clock, logger, onOutcome: metrics.pingSent });
    if (ping !== undefined) await services.begin(ping);
  }

  #follow(monitor: Monitor | undefined): void {
    this.#monitor = monitor;
    if (monitor !== undefined) this.#watching.resolve();
  }

  #giveUp(error: unknown): void {
    this.#parts.logger.error('shift_failed', { error: messageOf(error) });
    this.#watching.reject(error);
    void this.#campaign.resign(RESIGN_MS);
  }

  #waitsFor(): string {
    return waitsFor(this.#campaign.state, this.#isCampaigning);
  }

  #view(): FleetView {
    const { config, findings, host, storage, clock } = this.#parts;
    const waiting = waitingBoard({
      host,
      mode: config.mode,
      since: this.#since,
      storage: () => storage.status(),
      findings: () => findings,
      reason: () => this.#waitsFor(),
      // Waiting for the storage is no stall: whoever asks gets an answer, so the loop turns.
      lastTurnAt: () => (this.#isCampaigning ? this.#campaign.lastTurnAt : clock.now()),
    });
    return viewOf(
      () => this.#monitor?.board ?? waiting,
      () => leadershipStatus(this.#campaign.state, { name: this.#name, host }),
    );
  }
}
