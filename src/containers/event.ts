import type { HealthState } from './container.ts';

export type EngineAction =
  | 'create'
  | 'start'
  | 'restart'
  | 'stop'
  | 'die'
  | 'kill'
  | 'oom'
  | 'pause'
  | 'unpause'
  | 'rename'
  | 'update'
  | 'destroy'
  | 'health_status';

/** One line of the engine's event stream about a container. `at` in ms since the epoch, by the engine's clock. */
export interface EngineEvent {
  at: number;
  action: EngineAction;
  id: string;
  name: string;
  image: string;
  /** Stable identity, from the labels that the event carries. */
  target: string;
  labels: Readonly<Record<string, string>>;
  /** With `health_status`. */
  health?: HealthState;
  /** With `die`. */
  exitCode?: number;
  /** With `kill`: the number of the signal. */
  signal?: number;
}
