import type { Clock } from '../base/clock.ts';
import { newId } from '../base/id.ts';
import type { Logger } from '../base/logger.ts';
import type { Config } from '../config/config.ts';
import { EscalationDesk } from '../escalation/desk.ts';
import { EscalationFigures } from '../escalation/figures.ts';
import type { OnCallSources, ServeMcp } from '../http/route.ts';
import type { Desk } from '../incidents/orders.ts';
import type { FleetView } from '../incidents/view.ts';
import type { Storage } from '../storage/open.ts';

export interface OnCallFacesParts {
  readonly config: { readonly heal: Pick<Config['heal'], 'verifyMs'> };
  readonly storage: Pick<Storage, 'archive' | 'status'> & {
    readonly escalations: Pick<Storage['escalations'], 'archive' | 'orders' | 'queue' | 'desk' | 'totals'>;
  };
  readonly fleet: FleetView;
  readonly desk: Desk;
  readonly version: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface OnCallFaces {
  readonly figures: EscalationFigures;
  readonly onCall: OnCallSources;
  readonly mcp: ServeMcp;
}

/** What people and interactive sessions see of the queue for Claude Code, and where they order something of it. */
export function onCallFaces(parts: OnCallFacesParts): OnCallFaces {
  const { config, storage, fleet, desk: incidentDesk, version, clock, logger } = parts;
  const { archive, orders, queue, desk: requests, totals } = storage.escalations;
  const { verifyMs } = config.heal;
  const escalationDesk = new EscalationDesk({ archive, orders, clock, newId });
  const figures = new EscalationFigures({ totals, archive, ready: () => storage.status().ready, clock, logger });
  const incidents = storage.archive;
  const deps = { fleet, incidents, incidentDesk, archive, escalationDesk, queue, requests, verifyMs, clock, newId };
  return {
    figures,
    onCall: { archive, desk: escalationDesk, view: figures, verifyMs },
    // Loaded by the first who asks: most monitors are never asked, and it is some megabytes.
    mcp: async (request, response, body, caller) => {
      const { serveMcpOverHttp } = await import('../mcp/http.ts');
      await serveMcpOverHttp(deps, version)(request, response, body, caller);
    },
  };
}
