import type { Container } from '../containers/container.ts';
import type { Finding } from '../containers/finding.ts';
import type { HostSample, ResourceSample } from '../containers/sample.ts';
import type { Incident } from './incident.ts';

/** The one model behind all faces. Everything here is in memory: reading it costs no I/O. */
export interface TargetView {
  target: string;
  container: Container;
  verdict: 'healthy' | 'sick' | 'unknown' | 'off';
  reason: string;
  since: number;
  /** What Paramedic may do: heal actions in order, or the reason why it does nothing. */
  actions: readonly string[];
  sample: ResourceSample | undefined;
  /** Of our own probes, for this life of the container. */
  probes: readonly ProbeView[];
  openIncidents: readonly Incident[];
  /** Restarts by Paramedic within the budget's window. */
  recentAttempts: number;
  /** Next moment at which something is decided anew. */
  dueAt: number | undefined;
  /** Why nothing is done, or nobody told, although it is sick; undefined when that takes its course. */
  hold: HoldView | undefined;
}

export interface HoldView {
  /** `silenced`: only that nobody is told. */
  reason: 'silenced' | 'maintenance' | 'guarded' | 'resolved_by_hand';
  /** Undefined when that is not known beforehand. */
  until: number | undefined;
}

export interface ProbeView {
  name: string;
  kind: 'http' | 'tcp' | 'exec';
  state: 'passing' | 'failing' | 'unknown';
  since: number;
  lastAt: number | undefined;
  latencyMs: number | undefined;
  slow: boolean;
  /** Why, in words; hostile text, capped. */
  detail: string;
}

/** One decision with its inputs, newest last; kept in memory, 20 a target. */
export interface DecisionRecord {
  at: number;
  decision: string;
  reason: string;
  until: number | undefined;
  inputs: Readonly<Record<string, unknown>>;
}

export interface EngineStatus {
  connected: boolean;
  since: number;
  /** Of the last event or successful reconcile: how old is our truth. */
  lastHeardAt: number | undefined;
  host: string;
  version: string | undefined;
  /** Why not, while disconnected. */
  reason: string | undefined;
}

export interface StorageStatus {
  ready: boolean;
  since: number;
  spooledRecords: number;
  droppedSamples: number;
  reason: string | undefined;
}

export interface LeadershipStatus {
  /** `uncertain`: it leads, and Postgres does not answer; others may lead by now. */
  role: 'leader' | 'uncertain' | 'standby';
  /** The name of this monitor. */
  name: string;
  /** What is led: the host under whose name everything is recorded. */
  host: string;
  /** Who leads, as far as is known. */
  leader: string | undefined;
  epoch: number | undefined;
  since: number;
}

/** The part of the view that comes from the watch itself. */
export interface WatchView {
  targets(): readonly TargetView[];
  target(name: string): TargetView | undefined;
  /** Undefined for an unknown target. */
  explain(name: string): readonly DecisionRecord[] | undefined;
  openIncidents(): readonly Incident[];
  findings(): readonly Finding[];
  engine(): EngineStatus;
  storage(): StorageStatus;
  hostSample(): HostSample | undefined;
  /** Containers left out by label or mode. */
  unwatched(): number;
  mode(): 'heal' | 'shadow';
  /** Instant of the loop's last turn: a liveness check compares it with now. */
  lastTurnAt(): number;
}

export interface FleetView extends WatchView {
  leadership(): LeadershipStatus;
}
