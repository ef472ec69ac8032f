import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import { ParamedicError } from '../base/errors.ts';
import { newId } from '../base/id.ts';
import type { Logger } from '../base/logger.ts';
import type { Service } from '../base/service.ts';
import type { Config } from '../config/config.ts';
import type { Finding } from '../containers/finding.ts';
import type { Engine } from '../docker/open-engine.ts';
import type { MonitorQueue } from '../escalation/ports.ts';
import { attemptHorizon } from '../healing/forget.ts';
import { ProcHostProbe } from '../host/host-probe.ts';
import { ownContainerId } from '../host/own-container.ts';
import { TriggerFiles } from '../host/trigger-files.ts';
import type { Happening } from '../incidents/happening.ts';
import type { Ledger, Recollection } from '../incidents/ledger.ts';
import { Deference } from '../leadership/deference.ts';
import type { Clearance } from '../leadership/leadership.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Channel } from '../notifications/ports.ts';
import { Prober } from '../prober/prober.ts';
import { hostAddressOf } from '../prober/whereabouts.ts';
import type { Storage } from '../storage/open.ts';
import { createMonitor, type Monitor } from '../watch/monitor.ts';
import { fireDrill } from './fire-drill.ts';
import { onCallOf } from './on-call.ts';
import { Services } from './services.ts';
import type { Turn } from './shifts.ts';
import { caseUpkeepLoop, deliveryLoops, standingPromptLoop, upkeepLoop } from './upkeep.ts';

/** What outlives a shift. */
export interface ShiftParts {
  readonly config: Config;
  readonly findings: readonly Finding[];
  readonly host: string;
  readonly engine: Engine;
  readonly storage: Storage;
  readonly channels: readonly Channel[];
  readonly metrics: Metrics;
  readonly happenings: Emitter<Happening>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const HOUR_MS = 3_600_000;
/** What the engine still knows of the time while we were away (its last 256 events) tells crashes from stops. */
const LOOK_BACK_MS = HOUR_MS;

/** At least; more where a rule looks further back. */
const RECOLLECTED_MS = 2 * HOUR_MS;

/**
 * One time of leading, from reading the past to the stop of everything that watches and heals. It has an epoch, and nothing
 * of it reaches the record or a container once it is abandoned.
 */
export class Shift implements Turn {
  readonly epoch: number;
  readonly #parts: ShiftParts;
  readonly #clearance: () => Clearance;
  readonly #services: Services;
  readonly #over = new AbortController();
  #abandoned = false;

  constructor(parts: ShiftParts, epoch: number, clearance: () => Clearance) {
    this.#parts = parts;
    this.epoch = epoch;
    this.#clearance = clearance;
    this.#services = new Services(parts.clock, parts.logger);
  }

  /** Resolves when everything runs; to nothing when it was ended before. */
  async begin(): Promise<Monitor | undefined> {
    const { storage, host } = this.#parts;
    storage.lead({ host, epoch: this.epoch });
    // What was done in an earlier shift has to be in the past that is read now.
    await storage.drainOnce();
    const recollection = await this.#recollect();
    if (recollection === undefined) return undefined;
    const { config, channels, clock, logger } = this.#parts;
    const names = channels.map(({ name }) => name);
    const onCall = onCallOf({ config, host, storage, channels: names, clock, logger });
    const monitor = await this.#monitor(recollection, onCall.queue);
    for (const service of [...monitor.services, ...onCall.services, ...this.#upkeep()])
      await this.#services.begin(service);
    return this.#over.signal.aborted ? undefined : monitor;
  }

  get isAbandoned(): boolean {
    return this.#abandoned;
  }

  /** Somebody else leads: nothing is done any more, from this moment on. */
  abandon(): void {
    this.#abandoned = true;
    this.#over.abort();
  }

  async end(): Promise<void> {
    this.#over.abort();
    await this.#services.end();
  }

  async #monitor(recollection: Recollection, onCall: MonitorQueue): Promise<Monitor> {
    const { config, findings, host, engine, storage, channels, happenings, metrics, clock, logger } = this.#parts;
    const { census, sampler, hands, scene, logs } = engine;
    const deference = new Deference(() => (this.#abandoned ? 'refuse' : this.#clearance()), clock);
    const containerId = await ownContainerId();
    const probes = new Prober({
      exec: (id, command, options) => hands.exec(id, command, options),
      inspect: (id) => census.inspect(id),
      now: () => clock.now(),
      hostAddress: hostAddressOf(config.engine.dockerHost, containerId !== undefined),
    });
    return createMonitor({
      ...{
        config,
        host,
        census,
        sampler,
        scene,
        logs,
        probes,
        recollection,
        findings,
        clock,
        logger,
        happenings,
        newId,
        onCall,
      },
      own: { containerId, databaseHost: hostOf(config.databaseUrl) },
      hands: deference.hands(hands),
      hostProbe: new ProcHostProbe({ diskPath: config.dataDir, clock }),
      stream: (listener) => engine.stream(deference.listener(listener), LOOK_BACK_MS),
      ledger: this.#ledger(storage.ledger),
      storage: () => storage.status(),
      channels: channels.map((channel) => channel.name),
      onProbeResult: metrics.probeResult,
    });
  }

  /** The epoch of the storage may be that of our next shift by the time a late record of this one arrives. */
  #ledger(inner: Ledger): Ledger {
    const check = (): void => {
      if (this.#abandoned) throw new ParamedicError('not_leading', 'another monitor leads by now');
    };
    return {
      record: async (changes) => {
        check();
        await inner.record(changes);
      },
      recordSamples: async (host, metrics, hostSample) => {
        check();
        await inner.recordSamples(host, metrics, hostSample);
      },
    };
  }

  #upkeep(): readonly Service[] {
    const { config, host, storage, metrics, clock, logger } = this.#parts;
    const { dataDir, heal } = config;
    const { archive } = storage.escalations;
    const files = new TriggerFiles({ host, dataDir, archive, verifyMs: heal.verifyMs });
    const channels = [...this.#parts.channels, files];
    const onOutcome: typeof metrics.notificationSent = (channel, outcome) =>
      metrics.notificationSent(channel === files.name ? 'files' : channel, outcome);
    const names = channels.map(({ name }) => name);
    return [
      upkeepLoop({ storage, channels: names, clock, logger }),
      fireDrill({ storage, config, host, channels: names, newId, clock, logger }),
      caseUpkeepLoop({ config, clock, logger }),
      ...deliveryLoops({ outbox: storage.outbox, channels, clock, logger, onOutcome }),
      standingPromptLoop({ storage, files, clock, logger }),
    ];
  }

  /** Again every second while trying again can help. */
  async #recollect(): Promise<Recollection | undefined> {
    const { config, host, storage, clock } = this.#parts;
    while (!this.#over.signal.aborted) {
      try {
        const now = clock.now();
        const since = Math.min(attemptHorizon(config.heal, now), now - RECOLLECTED_MS);
        return await storage.memory.recollect(host, since);
      } catch (error) {
        if (!(error instanceof ParamedicError && error.retryable)) throw error;
        await clock.sleep(1_000, this.#over.signal);
      }
    }
    return undefined;
  }
}

function hostOf(databaseUrl: string | undefined): string | undefined {
  return databaseUrl === undefined ? undefined : (URL.parse(databaseUrl)?.hostname ?? undefined);
}
