import { actedAt } from '../healing/chart.ts';
import type { Quiet } from '../healing/draft.ts';
import { Healer } from '../healing/healer.ts';
import type { Happening } from '../incidents/happening.ts';
import type { IncidentType } from '../incidents/incident.ts';
import type { Change } from '../incidents/ledger.ts';
import { Alarm } from './alarm.ts';
import { Debts } from './debts.ts';
import { EngineWatch } from './engine-watch.ts';
import { escalationChanges, originOf, standaloneOrigin } from './escalating.ts';
import { ExternalAlerts } from './external-alerts.ts';
import { Family } from './family.ts';
import { HostCheck } from './host-check.ts';
import { Kin } from './kin.ts';
import { fileChanges, outboxChanges } from './messages.ts';
import type { MonitorDeps } from './monitor-deps.ts';
import { Past } from './past.ts';
import { Pulse } from './pulse.ts';
import { QuietHours } from './quiet.ts';
import { type Entry, Roster } from './roster.ts';
import { Silences } from './silences.ts';
import { StandaloneIncidents } from './standalone-incidents.ts';
import { Treatment } from './treatment.ts';
import { hostSubject } from './trouble.ts';
import { Ward } from './ward.ts';

export type Judgement = ReturnType<typeof createJudgement>;

/** Everything that decides and acts on what is seen. `lookAt`: has a fresh look at these containers. */
export function createJudgement(
  deps: MonitorDeps,
  lookAt: (ids: readonly string[]) => void,
  actedOn: (incidentId: string) => boolean,
) {
  const { config, host, census, clock, logger, happenings, newId, ledger, recollection, channels } = deps;
  const { heal, thresholds, mode, intervalMs } = config;
  const outbox = (told: readonly Happening[], now: number): readonly Change[] => [
    ...outboxChanges(told, channels, now, newId),
    ...fileChanges(told, host, now, newId),
  ];
  const tells = channels.length > 0;
  const common = { host, heal, thresholds, tells, census, ledger, clock, logger, happenings, newId, outbox };

  const escalate = escalationChanges({ mode, config: config.escalation, newId });
  const roster = new Roster();
  const hostAttempts = actedAt({ attempts: recollection.remediations });
  const pulse = new Pulse({ roster, mode, startedAt: clock.now(), hostAttempts });
  const engineWatch = new EngineWatch({ pulse, ...common });
  const past = new Past(recollection, hostSubject(host).target);
  const healer = new Healer(deps.hands, clock, heal.concurrency);
  const treatment = new Treatment({ ...common, healer, scene: deps.scene });
  const kin = new Kin(roster);
  const silences = new Silences(recollection.silences);
  const quietHours = new QuietHours({ roster, windows: config.maintenance, silences: () => silences.current });

  const quiet = (target: string, type: IncidentType, now: number): Quiet => quietHours.of(target, type, now);
  const escalateStandalone = (told: readonly Happening[], now: number): readonly Change[] =>
    escalate(standaloneOrigin(told), told, now);
  const incidents = new StandaloneIncidents(
    { ...common, quiet, escalate: escalateStandalone },
    past.standalone,
    past.dismissed,
  );
  const alerts = new ExternalAlerts({ incidents, clock, startedAt: clock.now() });
  const { maxUnhealthyRatio } = heal;
  const hostCheck = new HostCheck({ ...common, pulse, engineWatch, incidents, maxUnhealthyRatio, intervalMs });

  const again = (entry: Entry): void => void ward.again(entry);
  const family = new Family({ kin, clock, again, lookAt });
  const debts = new Debts({ ...common, roster, oblige: (dependent, cause) => void ward.oblige(dependent, cause) });
  const ward: Ward = new Ward({
    ...common,
    ...{ pulse, kin, treatment, actedOn, quiet },
    escalate: (entry, told, now) => escalate(originOf(entry), told, now),
    onDue: (at) => alarm.setFor(at),
    onAttemptOver: (entry) => debts.settle(entry),
    onTurn: (entry, step) => family.onTurn(entry, step),
  });
  const turn = async (): Promise<void> => {
    await hostCheck.turn();
    await alerts.turn();
  };
  const alarm = new Alarm({ ...common, roster, onDue: again, onTurn: turn });
  const parts = {
    quietHours,
    roster,
    pulse,
    engineWatch,
    past,
    healer,
    treatment,
    kin,
    silences,
    incidents,
    alerts,
    hostCheck,
    debts,
    escalateStandalone,
  };
  return { ...parts, common, again, ward, alarm };
}
