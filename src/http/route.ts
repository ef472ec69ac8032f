import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Request, Response } from 'express';
import type { Clock } from '../base/clock.ts';
import type { EscalationArchive } from '../escalation/archive-port.ts';
import type { EscalationDesk } from '../escalation/desk.ts';
import type { EscalationView } from '../escalation/figures.ts';
import type { IncidentArchive } from '../incidents/ledger.ts';
import type { Desk } from '../incidents/orders.ts';
import type { FleetView } from '../incidents/view.ts';

/** What the routes read, and where they hand in what people want. */
export interface Sources {
  fleet: FleetView;
  archive: IncidentArchive;
  desk: Desk;
  metrics: { readonly contentType: string; render(): Promise<Buffer> };
  /** The queue for Claude Code, as people see it and give orders about it. */
  onCall: OnCallSources;
  mcp: ServeMcp;
  clock: Clock;
  version: string;
}

export interface OnCallSources {
  readonly archive: EscalationArchive;
  readonly desk: EscalationDesk;
  readonly view: EscalationView;
  /** Health has to last this long before anything counts as mended. */
  readonly verifyMs: number;
}

/** Who calls a tool of MCP, and whether he has shown the token: without it nothing is changed. */
interface McpCaller {
  readonly name: string;
  readonly mayChange: boolean;
}

/** Answers one message of MCP. `body`: as it was parsed. */
export type ServeMcp = (
  request: IncomingMessage,
  response: ServerResponse,
  body: unknown,
  caller: McpCaller,
) => Promise<void>;

export type Method = 'GET' | 'POST' | 'DELETE';

/** One path and method. `open`: tells nothing of the fleet, so it never needs the token. */
export interface Route {
  /** GET without one. */
  method?: Method;
  path: string;
  open?: true;
  /** While no token is set, and only this machine can reach us, it decides by itself what may be done without one. */
  guests?: true;
  /** Larger than 256 kB may be sent here, up to this. */
  bodyLimit?: string;
  handle(request: Request, response: Response): void | Promise<void>;
}
