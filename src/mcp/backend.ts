import type { Clock } from '../base/clock.ts';
import type { EscalationArchive } from '../escalation/archive-port.ts';
import type { EscalationDesk } from '../escalation/desk.ts';
import type { RequestDesk } from '../escalation/ports.ts';
import type { SessionQueue } from '../escalation/queue-port.ts';
import type { IncidentArchive } from '../incidents/ledger.ts';
import type { Desk } from '../incidents/orders.ts';
import type { FleetView } from '../incidents/view.ts';

/** What a tool answers. `failed`: it was not done, and the text says why and what to do. */
export interface ToolAnswer {
  readonly text: string;
  readonly failed: boolean;
}

/** Who carries out what the tools of `createMcpServer` are asked for: this very monitor, or one that is reached over HTTP. */
export interface ToolBackend {
  call(tool: string, given: Readonly<Record<string, unknown>>): Promise<ToolAnswer>;
}

/** What a monitor needs to serve the tools itself. */
export interface McpDeps {
  readonly fleet: Pick<FleetView, 'target' | 'leadership'>;
  readonly incidents: IncidentArchive;
  readonly incidentDesk: Desk;
  readonly archive: EscalationArchive;
  readonly escalationDesk: EscalationDesk;
  readonly queue: SessionQueue;
  readonly requests: RequestDesk;
  /** Health has to last this long before anything counts as mended. */
  readonly verifyMs: number;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** The session that asks. */
export interface Caller {
  /** `mcp:NAME`; never `claude:…`, which are the runs of a worker. */
  readonly who: string;
  readonly mayChange: boolean;
}
