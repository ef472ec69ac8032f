import type { Service } from '../base/service.ts';
import type { Desk } from '../incidents/orders.ts';
import { Board } from './board.ts';
import { WatchDesk } from './desk.ts';
import { createJudgement } from './judgement.ts';
import type { MonitorDeps } from './monitor-deps.ts';
import { OnCall } from './on-call.ts';
import { Requests } from './requests.ts';
import { createSenses } from './senses.ts';

export interface Monitor {
  readonly board: Board;
  readonly desk: Desk;
  readonly services: readonly Service[];
}

/** Everything that watches and heals on one engine, wired together. Start the services in order, stop them in reverse. */
export function createMonitor(deps: MonitorDeps): Monitor {
  const { config, host, ledger, clock, logger, newId } = deps;
  const { heal, mode } = config;
  const onCall = deps.onCall === undefined ? undefined : new OnCall({ ...deps.onCall, clock, logger });
  const judgement = createJudgement(
    deps,
    (ids) => senses.watcher.lookAt(ids),
    (incidentId) => onCall?.hasActedOn(incidentId) ?? false,
  );
  const senses = createSenses(deps, judgement);
  const { quietHours, roster, engineWatch, incidents, alerts, kin, alarm, silences, again, ward, treatment } =
    judgement;
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
    ...{ host, roster, silences, ledger, clock, newId, again, alerts, hostIncidents: incidents },
    order: (entry, incidentId, order) => ward.order(entry, incidentId, order),
  });
  const requests =
    deps.onCall === undefined
      ? undefined
      : new Requests({
          ...{ host, roster, clock, logger, box: deps.onCall.requests },
          picture: (entry) => treatment.picture(entry, clock.now()),
          ask: (entry, ask) => ward.ask(entry, ask),
        });
  deps.onCall?.onWake((topic) => (topic === 'requests' ? requests?.wake() : onCall?.wake()));
  const onCallServices = [onCall, requests].filter((service) => service !== undefined);
  return { board, desk, services: [alarm, ...senses.services, ...onCallServices] };
}
