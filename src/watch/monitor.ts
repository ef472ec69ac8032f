import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { Loop } from '../base/loop.ts';
import type { Service } from '../base/service.ts';
import type { Config } from '../config/config.ts';
import { parseLabels } from '../config/labels.ts';
import type { Finding } from '../containers/finding.ts';
import type { Census, HostProbe, Sampler, StreamListener } from '../containers/ports.ts';
import { Healer } from '../healing/healer.ts';
import { isBrakeOn } from '../healing/policy.ts';
import type { Hands } from '../healing/ports.ts';
import type { Happening } from '../incidents/happening.ts';
import type { Ledger, Recollection } from '../incidents/ledger.ts';
import type { StorageStatus } from '../incidents/view.ts';
import { Admission } from './admission.ts';
import { Alarm } from './alarm.ts';
import { Board } from './board.ts';
import { EngineWatch } from './engine-watch.ts';
import { HostIncidents } from './host-incidents.ts';
import { buryLeftovers } from './leftovers.ts';
import { outboxChanges } from './messages.ts';
import { Past } from './past.ts';
import { type OwnParts, placeOf } from './place.ts';
import { Pulse } from './pulse.ts';
import { Roster } from './roster.ts';
import { Rounds } from './rounds.ts';
import { Sampling } from './sampling.ts';
import { Ward } from './ward.ts';
import { Watcher } from './watcher.ts';

export interface MonitorDeps {
  readonly config: Config;
  readonly host: string;
  readonly own: OwnParts;
  readonly census: Census;
  readonly sampler: Sampler;
  readonly hands: Hands;
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

/** A short blip of the engine (its own restart) is no incident. */
const ENGINE_PATIENCE_MS = 5_000;
/** A burst of destroys is one full look, this much after the first. */
const RECONCILE_GATHER_MS = 300;

/** Everything that watches and heals on one engine, wired together. */
export function createMonitor(deps: MonitorDeps): { board: Board; services: readonly Service[] } {
  const { config, host, census, clock, logger, happenings, newId, ledger, recollection } = deps;
  const { heal } = config;
  const roster = new Roster();
  const pulse = new Pulse({
    roster,
    mode: config.mode,
    startedAt: clock.now(),
    hostAttempts: recollection.remediations.filter(({ action }) => action === 'restart').map((it) => it.intendedAt),
  });
  const outbox = (told: readonly Happening[], now: number) => outboxChanges(told, deps.channels, now, newId);
  const healer = new Healer(deps.hands, clock, heal.concurrency);
  const engineWatch = new EngineWatch({ pulse, clock, logger, happenings, host });
  const past = new Past(recollection, HostIncidents.targetOf(host));
  const hostIncidents = new HostIncidents({ host, ledger, clock, happenings, newId, outbox }, past.ofHost);

  const ward = new Ward({
    host,
    heal,
    roster,
    pulse,
    census,
    healer,
    ledger,
    clock,
    logger,
    happenings,
    newId,
    outbox,
    onDue: (at) => alarm.setFor(at),
  });
  const alarm = new Alarm({
    roster,
    clock,
    logger,
    onDue: (target) => {
      const entry = roster.get(target);
      if (entry !== undefined) void ward.again(entry);
    },
    onTurn: async () => {
      const away = engineWatch.unreachableForMs > ENGINE_PATIENCE_MS;
      const back = pulse.engineReachable;
      const why = engineWatch.status().reason ?? '';
      if (away || back) {
        const text = `The container engine of ${host} does not answer: ${why}`;
        await hostIncidents.set('engine_unreachable', away, away ? 'no_answer' : 'answers_again', text);
      }
      const { sick, watched } = pulse.census();
      const braked = isBrakeOn({ sick, watched }, heal.maxUnhealthyRatio);
      const text = `${sick} of ${watched} containers are sick at once: healing is held back, look at the host first`;
      await hostIncidents.set('host_pressure', braked, braked ? 'max_unhealthy' : 'fewer_sick', text);
    },
  });

  let jobs: ReadonlySet<string> = new Set();
  let ownProject: string | undefined;
  const known = new Set<string>();
  const admission = new Admission({
    roster,
    ward,
    startedAt: pulse.startedAt,
    settingsOf: (container) => parseLabels(container.labels, config, container.target),
    placeOf: (container) => {
      if (container.id === deps.own.containerId) ownProject = container.labels['com.docker.compose.project'];
      return placeOf(container, deps.own, ownProject, jobs);
    },
    takePast: (target) => past.take(target),
    onFinding: (finding) => {
      const key = JSON.stringify([finding.code, finding.subject, finding.message]);
      if (known.has(key)) return;
      known.add(key);
      happenings.emit({ kind: 'finding', at: clock.now(), finding });
    },
  });

  const isWatched = ({ target, labels }: { target: string; labels: Readonly<Record<string, string>> }): boolean =>
    parseLabels(labels, config, target).settings.watched;

  let gathering = false;
  const reconcileSoon = (): void => {
    if (gathering) return;
    gathering = true;
    void clock.sleep(RECONCILE_GATHER_MS).then(() => {
      gathering = false;
      reconcileLoop.wake();
    });
  };
  const watcher: Watcher = new Watcher({
    roster,
    ward,
    healer,
    admission,
    engineWatch,
    census,
    clock,
    logger,
    isWatched,
    reconcileSoon,
    reconcileNow: () => reconcileLoop.wake(),
  });
  const rounds = new Rounds({
    roster,
    admission,
    watcher,
    engineWatch,
    census,
    clock,
    happenings,
    isWatched,
    setJobs: (found) => {
      jobs = found;
    },
  });
  const sampling = new Sampling({
    host,
    roster,
    sampler: deps.sampler,
    hostProbe: deps.hostProbe,
    ledger,
    clock,
    happenings,
  });

  const reconcileLoop = new Loop({
    name: 'reconcile',
    intervalMs: config.intervalMs,
    clock,
    logger,
    runOnce: async () => {
      // While the engine is away its stream keeps trying and says so; a list would only fail beside it.
      if (!engineWatch.isStreaming) return undefined;
      await rounds.reconcile();
      if (engineWatch.status().connected)
        await buryLeftovers(past.takeLeftovers(), { ledger, clock, happenings, newId });
      return undefined;
    },
  });
  const sampleLoop = new Loop({
    name: 'sampling',
    intervalMs: config.intervalMs,
    startDelayMs: Math.min(config.intervalMs, 2_000),
    random: () => 1,
    clock,
    logger,
    runOnce: async () => {
      if (pulse.engineReachable)
        await sampling.sweep().catch((error) => logger.warn('sampling_failed', { error: messageOf(error) }));
      return undefined;
    },
  });

  const board = new Board({
    roster,
    heal,
    mode: config.mode,
    now: () => clock.now(),
    engine: () => engineWatch.status(),
    storage: deps.storage,
    hostSample: () => sampling.hostSample,
    hostIncidents: () => hostIncidents.open,
    findings: () => deps.findings,
    lastTurnAt: () => alarm.lastTurnAt,
  });
  return { board, services: [alarm, reconcileLoop, sampleLoop, deps.stream(watcher)] };
}
