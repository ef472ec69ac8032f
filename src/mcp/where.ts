import { ParamedicError } from '../base/errors.ts';
import { quoteWord } from '../escalation/quote.ts';
import type { Incident } from '../incidents/incident.ts';
import type { Session } from './tool.ts';

/** The newest incident of a target that is not resolved. */
async function incidentOn(target: string, { deps }: Session): Promise<Incident | undefined> {
  const [incident] = await deps.incidents.list({ status: 'unresolved', target, limit: 1 });
  return incident;
}

/** The host whose monitor is asked about a target. */
export async function hostOf(target: string, session: Session): Promise<string> {
  const { fleet } = session.deps;
  if (fleet.target(target) !== undefined) return fleet.leadership().host;
  const incident = await incidentOn(target, session);
  if (incident !== undefined) return incident.host;
  throw new ParamedicError('no_such_target', `No container ${quoteWord(target)} is watched here.`, {
    cure: 'list_incidents and list_escalations name the targets.',
  });
}

/** What acts on a container needs: it is in trouble. */
export async function troubleOn(target: string, session: Session): Promise<Incident> {
  const incident = await incidentOn(target, session);
  if (incident !== undefined) return incident;
  throw new ParamedicError('no_open_incident', `${quoteWord(target)} has no open incident, so nothing is done to it.`, {
    cure: 'Look at list_incidents: only what is in trouble is acted on.',
  });
}
