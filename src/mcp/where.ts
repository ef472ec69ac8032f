import { ParamedicError } from '../base/errors.ts';
import { quoteWord } from '../escalation/quote.ts';
import type { Incident } from '../incidents/incident.ts';
import { isMine } from './claims.ts';
import type { Place, Session } from './tool.ts';

const MANY = 500;

/**
 * Which container is meant, once for everything that a call does with it: the one of the host that was named, else that of an
 * escalation which this session has claimed, else the one that is watched here, else the only one that is in trouble.
 */
export async function placeOf(target: string, named: string | undefined, session: Session): Promise<Place> {
  const { fleet, archive } = session.deps;
  const [open, troubles] = await Promise.all([
    archive.list({ status: 'open', target, limit: MANY }),
    troublesOf(target, session),
  ]);
  const claimed = hostsOf(open.filter((escalation) => isMine(escalation, session)));
  const local = fleet.target(target) === undefined ? [] : [fleet.leadership().host];
  const elsewhere = hostsOf(troubles);
  if (named !== undefined) {
    if ([...claimed, ...local, ...elsewhere].includes(named)) return { target, host: named };
    throw notThere(`No container ${quoteWord(target)} is known on ${quoteWord(named)}.`);
  }
  const candidates = [claimed, local, elsewhere].find((hosts) => hosts.length > 0) ?? [];
  const [host, ...more] = candidates;
  if (host === undefined) throw notThere(`No container ${quoteWord(target)} is watched here.`);
  if (more.length === 0) return { target, host };
  const names = candidates.map((one) => quoteWord(one)).join(', ');
  throw new ParamedicError('several_hosts', `${quoteWord(target)} is on several hosts: ${names}.`, {
    cure: 'Name the host: give `host`, one of these.',
  });
}

/** What acts on a container needs: it is in trouble. */
export async function insistOnTrouble({ target, host }: Place, session: Session): Promise<void> {
  const troubles = await troublesOf(target, session);
  if (troubles.some((incident) => incident.host === host)) return;
  const what = `${quoteWord(target)} has no open incident on ${quoteWord(host)}, so nothing is done to it.`;
  throw new ParamedicError('no_open_incident', what, {
    cure: 'Look at list_incidents: only what is in trouble is acted on.',
  });
}

const troublesOf = (target: string, { deps }: Session): Promise<Incident[]> =>
  deps.incidents.list({ status: 'unresolved', target, limit: MANY });

const hostsOf = (these: readonly { readonly host: string }[]): string[] =>
  [...new Set(these.map(({ host }) => host))].sort();

const notThere = (what: string): ParamedicError =>
  new ParamedicError('no_such_target', what, { cure: 'list_incidents and list_escalations name the targets.' });
