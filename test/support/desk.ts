import { Emitter } from '../../src/base/emitter.ts';
import { applyOrder } from '../../src/incidents/apply-order.ts';
import type { Happening } from '../../src/incidents/happening.ts';
import type { Incident } from '../../src/incidents/incident.ts';
import { patchIncident } from '../../src/incidents/lifecycle.ts';
import type { Order } from '../../src/incidents/orders.ts';
import { WatchDesk } from '../../src/watch/desk.ts';
import { ExternalAlerts } from '../../src/watch/external-alerts.ts';
import { Entry, Roster } from '../../src/watch/roster.ts';
import { Silences } from '../../src/watch/silences.ts';
import { StandaloneIncidents } from '../../src/watch/standalone-incidents.ts';
import { chart, container, counter } from './charts.ts';
import type { FixedClock } from './fixed-clock.ts';
import type { FakeFleet } from './fleet.ts';
import { RecordingLedger } from './recording-ledger.ts';
import { LOUD } from './silence.ts';

/** The real desk over the open incidents of a fleet in memory; what it recorded stands in `ledger`. */
export function deskFor(fleet: FakeFleet, clock: FixedClock) {
  const ledger = new RecordingLedger();
  const silences = new Silences([]);
  const order = async (id: string, wanted: Order): Promise<Incident> => {
    const held = fleet.openList.find((one) => one.id === id) as Incident;
    const { set, timeline } = applyOrder(held, wanted, clock.now());
    const { incident, change } = patchIncident(held, set);
    const entry = { id: 'line', incidentId: id, timestamp: clock.now(), ...timeline };
    await ledger.record([change, { kind: 'timeline', entry }]);
    fleet.openList = fleet.openList.map((one) => (one.id === id ? incident : one));
    return incident;
  };
  const hostIncidents = {
    get open() {
      return fleet.openList.filter(({ status }) => status !== 'resolved');
    },
    order,
  };
  const incidents = new StandaloneIncidents(
    {
      ...{ host: 'box', ledger, clock, happenings: new Emitter<Happening>(), newId: counter() },
      ...{ outbox: () => [], escalate: () => [], tells: false, quiet: () => LOUD },
    },
    [],
  );
  const alerts = new ExternalAlerts({ incidents, clock, startedAt: clock.now() });
  const roster = new Roster();
  const desk = new WatchDesk({
    ...{ host: 'box', roster, alerts, silences, ledger, clock, hostIncidents, newId: counter() },
    order: (_entry, id, wanted) => order(id, wanted),
    again: () => {},
  });
  /** From now on this container is watched. */
  const watch = (target: string, name: string): void =>
    roster.add(new Entry(chart({ target, container: container({ target, name }) }), clock.now(), []));
  return { desk, ledger, silences, incidents, watch };
}
