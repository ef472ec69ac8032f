import { ParamedicError } from '../../src/base/errors.ts';
import type { HealthMetric, HostSample } from '../../src/containers/sample.ts';
import type { Change } from '../../src/incidents/ledger.ts';
import type { Fence, FencedLedger } from '../../src/storage/fence.ts';

export const unreachable = (): ParamedicError =>
  new ParamedicError('storage_unreachable', 'nobody answers', { retryable: true });
export const rejected = (): ParamedicError => new ParamedicError('storage_rejected', 'a bad row');

/** A ledger in memory. `failing` is asked before each call and may answer with the error to throw. */
export class RecordingLedger implements FencedLedger {
  readonly calls: (readonly Change[])[] = [];
  /** Taken in as the past of another leader. */
  readonly past: (readonly Change[])[] = [];
  closedPasts = 0;
  samples = 0;
  fence: Fence | undefined;
  failing: (changes: readonly Change[], fence?: Fence) => Error | undefined = () => undefined;

  async record(changes: readonly Change[], fence?: Fence): Promise<void> {
    const error = this.failing(changes, fence);
    if (error !== undefined) throw error;
    this.calls.push(changes);
  }

  async recordPast(changes: readonly Change[]): Promise<void> {
    this.past.push(changes);
  }

  async closePast(): Promise<void> {
    this.closedPasts += 1;
  }

  async recordSamples(_host: string, metrics: readonly HealthMetric[], hostSample?: HostSample): Promise<void> {
    const error = this.failing([]);
    if (error !== undefined) throw error;
    this.samples += metrics.length + (hostSample === undefined ? 0 : 1);
  }

  /** The targets of all changes in the order in which they arrived. */
  get targets(): string[] {
    return this.calls.flat().map((change) => (change.kind === 'target_forgotten' ? change.target : change.kind));
  }
}
