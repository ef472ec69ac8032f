import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/logger.ts';
import { Loop } from '../base/loop.ts';
import type { Service } from '../base/service.ts';
import type { Config } from '../config/config.ts';
import type { Finding } from '../containers/finding.ts';
import type { Census, HostProbe, Sampler, StreamListener } from '../containers/ports.ts';
import { Healer } from '../healing/healer.ts';
import type { Hands, SceneReader } from '../healing/ports.ts';
import type { Happening } from '../incidents/happening.ts';
import type { IncidentType } from '../incidents/incident.ts';
import type { Change, Ledger, Recollection } from '../incidents/ledger.ts';
import type { Desk } from '../incidents/orders.ts';
import type { StorageStatus } from '../incidents/view.ts';
import type { LogSource, ProbeRunner } from '../probes/ports.ts';
import { Admission } from './admission.ts';
import { Alarm } from './alarm.ts';
import { Board } from './board.ts';
import { WatchDesk } from './desk.ts';
import { EngineWatch } from './engine-watch.ts';
import { Family } from './family.ts';
import { HostCheck } from './host-check.ts';
import { Kin } from './kin.ts';
import { buryLeftovers } from './leftovers.ts';
import { LogWatch } from './log-watch.ts';
import { outboxChanges } from './messages.ts';
import { MissingServices } from './missing-services.ts';
import { gathered, toldOnce } from './once.ts';
import { Past } from './past.ts';
import type { OwnParts } from './place.ts';
import { Probing, type ProbingDeps } from './probing.ts';
import { Pulse } from './pulse.ts';
import { QuietHours } from './quiet.ts';
import { RecreateRepair } from './recreate-repair.ts';
import { type Entry, Roster } from './roster.ts';
import { Rounds } from './rounds.ts';
import { Rules } from './rules.ts';
import { Sampling } from './sampling.ts';
import { Silences } from './silences.ts';
import { hostSubject, StandaloneIncidents } from './standalone-incidents.ts';
import { Treatment } from './treatment.ts';
import { VitalsWatch } from './vitals.ts';
import { Ward } from './ward.ts';
import { Watcher } from './watcher.ts';

export interface MonitorDeps {
  readonly config: Config;
  readonly host: string;
  readonly own: OwnParts;
  readonly census: Census;
  readonly sampler: Sampler;
  readonly hands: Hands;
  readonly scene: SceneReader;
  readonly probes: ProbeRunner;
  readonly logs: LogSource;
  readonly onProbeResult?: ProbingDeps['onResult'];
  readonly hostProbe: HostProbe;
  readonly stream: (listener: StreamListener) => Service;
  readonly ledger: Ledger;
  readonly storage: () => StorageStatus;
  readonly recollection: Recollection;
  readonly channels: readonly string[];
  readonly findings: readonly Finding[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly happenings: Emitter<Happening>;
  readonly newId: () => string;
}

/** A burst of destroys is one full look, this much after the first. */
const GATHER_MS = 300;
/** The first sweep waits for the first list. */
const FIRST_SWEEP_MS = 2_000;

/** Everything that watches and heals on one engine, wired together. Start the services in order, stop them in reverse. */
export interface Monitor {
  readonly board: Board;
  readonly desk: Desk;
  readonly services: readonly Service[];
}

export function createMonitor(deps: MonitorDeps): Monitor {
  const { config, host, census, clock, logger, happenings, newId, ledger, recollection } = deps;
  const { heal, thresholds, mode, intervalMs } = config;
  const outbox = (told: readonly Happening[], now: number): readonly Change[] =>
    outboxChanges(told, deps.channels, now, newId);
  const tells = deps.channels.length > 0;
  const common = { host, heal, thresholds, tells, census, ledger, clock, logger, happenings, newId, outbox };

  const roster = new Roster();
  const acts = recollection.remediations.filter(({ action }) => action !== 'notify');
  const hostAttempts = acts.map(({ intendedAt }) => intendedAt);
  const pulse = new Pulse({ roster, mode, startedAt: clock.now(), hostAttempts });
  const engineWatch = new EngineWatch({ pulse, ...common });
  const past = new Past(recollection, hostSubject(host).target);
  const rules = new Rules(config, deps.own);
  const healer = new Healer(deps.hands, clock, heal.concurrency);
  const treatment = new Treatment({ ...common, healer, scene: deps.scene });
  const kin = new Kin(roster);
  const silences = new Silences(recollection.silences);
  const quietHours = new QuietHours({ roster, windows: config.maintenance, silences: () => silences.current });

  const isMuted = (target: string, type: IncidentType, now: number): boolean =>
    quietHours.of(target, type, now).muted !== undefined;
  const incidents = new StandaloneIncidents({ ...common, isMuted }, past.standalone);
  const missing = new MissingServices(incidents);
  const { maxUnhealthyRatio } = heal;
  const hostCheck = new HostCheck({ ...common, pulse, engineWatch, incidents, maxUnhealthyRatio, intervalMs });

  const again = (entry: Entry): void => void ward.again(entry);
  const family = new Family({ kin, clock, again, lookAt: (ids) => watcher.lookAt(ids) });
  const ward = new Ward({
    ...common,
    ...{ pulse, kin, treatment },
    quiet: (target, type, now) => quietHours.of(target, type, now),
    onDue: (at) => alarm.setFor(at),
    onTurn: (entry, step) => family.onTurn(entry, step),
  });
  const alarm = new Alarm({
    ...common,
    roster,
    onDue: again,
    onTurn: () => hostCheck.turn(),
  });
  const onFinding = toldOnce((finding) => happenings.emit({ kind: 'finding', at: clock.now(), finding }));
  const admission = new Admission({ roster, ward, rules, past, startedAt: pulse.startedAt, onFinding });
  const reconcileNow = (): void => reconcile.wake();
  const reconcileSoon = gathered(clock, GATHER_MS, reconcileNow);
  const looking = { ...common, roster, ward, treatment, healer, admission, engineWatch, rules };
  const watcher = new Watcher({ ...looking, reconcileSoon, reconcileNow });
  const rounds = new Rounds({ ...looking, watcher, missing });
  const repair = new RecreateRepair({ ...common, hands: deps.hands, roster });
  const vitals = new VitalsWatch({ thresholds, intervalMs, onChange: again });
  const sampling = new Sampling({
    ...common,
    ...{ roster, sampler: deps.sampler, hostProbe: deps.hostProbe },
    onSwept: (sample) => {
      vitals.take(roster.entries, sample);
      hostCheck.take(sample);
    },
  });
  const reconcile = new Loop({
    ...{ name: 'reconcile', intervalMs, clock, logger },
    runOnce: async () => {
      // While the engine is away its stream keeps trying and says so; a list would only fail beside it.
      if (!engineWatch.isStreaming) return undefined;
      if (!pulse.engineReachable || rounds.sawSetAside) await repair.run();
      await rounds.reconcile();
      if (pulse.engineReachable) await buryLeftovers(past.takeLeftovers(), common);
      return undefined;
    },
  });
  const sample = new Loop({
    ...{ name: 'sampling', intervalMs, clock, logger },
    startDelayMs: Math.min(intervalMs, FIRST_SWEEP_MS),
    random: () => 1,
    runOnce: async () => {
      if (pulse.engineReachable) await sampling.sweep();
      return undefined;
    },
  });
  const board = new Board({
    ...{ roster, heal, mode },
    now: () => clock.now(),
    engine: () => engineWatch.status(),
    storage: deps.storage,
    hostSample: () => sampling.hostSample,
    hostIncidents: () => incidents.open,
    findings: () => [...deps.findings, ...kin.findings()],
    lastTurnAt: () => alarm.lastTurnAt,
  });
  const desk = new WatchDesk({
    ...{ roster, silences, ledger, clock, newId, again, hostIncidents: incidents },
    order: (entry, incidentId, order) => ward.order(entry, incidentId, order),
  });
  const probing = new Probing({
    ...{ roster, runner: deps.probes, clock, logger, onFlip: again },
    onResult: deps.onProbeResult ?? (() => {}),
  });
  const { logs } = config;
  const logWatch = new LogWatch({ ...{ roster, source: deps.logs, logs, intervalMs, clock, logger }, onChange: again });
  return { board, desk, services: [alarm, reconcile, sample, probing, logWatch, deps.stream(watcher)] };
}
