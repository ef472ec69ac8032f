import type { Request, Response } from 'express';
import type { Clock } from '../base/clock.ts';
import type { IncidentArchive } from '../incidents/ledger.ts';
import type { Desk } from '../incidents/orders.ts';
import type { FleetView } from '../incidents/view.ts';

/** What the routes read, and where they hand in what people want. */
export interface Sources {
  fleet: FleetView;
  archive: IncidentArchive;
  desk: Desk;
  metrics: { readonly contentType: string; render(): Promise<Buffer> };
  clock: Clock;
  version: string;
}

export type Method = 'GET' | 'POST' | 'DELETE';

/** One path and method. `open`: tells nothing of the fleet, so it never needs the token. */
export interface Route {
  /** GET without one. */
  method?: Method;
  path: string;
  open?: true;
  handle(request: Request, response: Response): void | Promise<void>;
}
