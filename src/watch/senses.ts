import { Loop } from '../base/loop.ts';
import type { Service } from '../base/service.ts';
import type { HostSample } from '../containers/sample.ts';
import { Admission } from './admission.ts';
import type { Judgement } from './judgement.ts';
import { buryLeftovers } from './leftovers.ts';
import { LogWatch } from './log-watch.ts';
import { MissingServices } from './missing-services.ts';
import type { MonitorDeps } from './monitor-deps.ts';
import { gathered, toldOnce } from './once.ts';
import { Probing } from './probing.ts';
import { RecreateRepair } from './recreate-repair.ts';
import { Rounds } from './rounds.ts';
import { Rules } from './rules.ts';
import { Sampling } from './sampling.ts';
import { VitalsWatch } from './vitals.ts';
import { Watcher } from './watcher.ts';

/** A burst of destroys is one full look, this much after the first. */
const GATHER_MS = 300;
/** The first sweep waits for the first list. */
const FIRST_SWEEP_MS = 2_000;

export interface Senses {
  /** In the order of their start. */
  readonly services: readonly Service[];
  readonly watcher: Watcher;
  hostSample(): HostSample | undefined;
}

/** Everything that looks: events, full rounds, samples, our own probes, logs. */
export function createSenses(deps: MonitorDeps, judgement: Judgement): Senses {
  const { config, clock, logger, happenings } = deps;
  const { thresholds, intervalMs, logs } = config;
  const { roster, pulse, engineWatch, past, healer, treatment, incidents, hostCheck, debts, common, again, ward } =
    judgement;
  const burial = { ...common, escalate: judgement.escalateStandalone };

  const rules = new Rules(config, deps.own);
  const onFinding = toldOnce((finding) => happenings.emit({ kind: 'finding', at: clock.now(), finding }));
  const admission = new Admission({ roster, ward, rules, past, startedAt: pulse.startedAt, onFinding });
  const reconcileNow = (): void => reconcile.wake();
  const reconcileSoon = gathered(clock, GATHER_MS, reconcileNow);
  const missing = new MissingServices(incidents);
  const looking = { ...common, roster, ward, treatment, healer, admission, engineWatch, rules, past, missing };
  const watcher = new Watcher({ ...looking, reconcileSoon, reconcileNow });
  const rounds = new Rounds({ ...looking, watcher });
  const repair = new RecreateRepair({ ...common, hands: deps.hands, roster, rules });
  const reconcile = new Loop({
    ...{ name: 'reconcile', intervalMs, clock, logger },
    runOnce: async () => {
      // While the engine is away its stream keeps trying and says so; a list would only fail beside it.
      if (!engineWatch.isStreaming) return undefined;
      const mayRepair = config.mode === 'heal' && (!pulse.engineReachable || rounds.setAside.size > 0);
      if (mayRepair) await repair.run();
      await rounds.reconcile();
      if (pulse.engineReachable) {
        await buryLeftovers(past.takeLeftovers(rounds.setAside), burial);
        debts.settleAll();
      }
      return undefined;
    },
  });

  const vitals = new VitalsWatch({ thresholds, intervalMs, onChange: again });
  const sampling = new Sampling({
    ...common,
    ...{ roster, sampler: deps.sampler, hostProbe: deps.hostProbe },
    onHostSampled: (sample) => hostCheck.take(sample),
    onSampled: (hostSample) => vitals.sweep(hostSample),
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
  const probing = new Probing({
    ...{ roster, runner: deps.probes, clock, logger, onFlip: again },
    onResult: deps.onProbeResult ?? (() => {}),
  });
  const logWatch = new LogWatch({ ...{ roster, source: deps.logs, logs, intervalMs, clock, logger }, onChange: again });
  const services = [reconcile, sample, probing, logWatch, deps.stream(watcher)];
  return { services, watcher, hostSample: () => sampling.hostSample };
}
