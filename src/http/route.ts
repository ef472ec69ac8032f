import type { Request, Response } from 'express';
import type { Clock } from '../base/clock.ts';
import type { IncidentArchive } from '../incidents/ledger.ts';
import type { FleetView } from '../incidents/view.ts';

/** What the routes read. */
export interface Sources {
  fleet: FleetView;
  archive: IncidentArchive;
  metrics: { readonly contentType: string; render(): Promise<string> };
  clock: Clock;
  version: string;
}

/** One path. `open`: tells nothing of the fleet, so it never needs the token. */
export interface Route {
  path: string;
  open?: true;
  handle(request: Request, response: Response): void | Promise<void>;
}
