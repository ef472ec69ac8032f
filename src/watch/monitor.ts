import type { Service } from '../base/service.ts';
import type { Desk } from '../incidents/orders.ts';
import { Board } from './board.ts';
import { WatchDesk } from './desk.ts';
import { createJudgement } from './judgement.ts';
import type { MonitorDeps } from './monitor-deps.ts';
import { createSenses } from './senses.ts';

export interface Monitor {
  readonly board: Board;
  readonly desk: Desk;
  readonly services: readonly Service[];
}

/** Everything that watches and heals on one engine, wired together. Start the services in order, stop them in reverse. */
export function createMonitor(deps: MonitorDeps): Monitor {
  const { config, ledger, clock, newId } = deps;
  const { heal, mode } = config;
  const judgement = createJudgement(deps, (ids) => senses.watcher.lookAt(ids));
  const senses = createSenses(deps, judgement);
  const { quietHours, roster, engineWatch, incidents, kin, alarm, silences, again, ward } = judgement;
  const board = new Board({
    ...{ roster, heal, mode },
    now: () => clock.now(),
    hold: (entry) => quietHours.holdOf(entry, clock.now()),
    engine: () => engineWatch.status(),
    storage: deps.storage,
    hostSample: () => senses.hostSample(),
    hostIncidents: () => incidents.open,
    findings: () => [...deps.findings, ...kin.findings()],
    lastTurnAt: () => alarm.lastTurnAt,
  });
  const desk = new WatchDesk({
    ...{ roster, silences, ledger, clock, newId, again, hostIncidents: incidents },
    order: (entry, incidentId, order) => ward.order(entry, incidentId, order),
  });
  return { board, desk, services: [alarm, ...senses.services] };
}
