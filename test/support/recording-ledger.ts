import { ParamedicError } from '../../src/base/errors.ts';
import type { HealthMetric, HostSample } from '../../src/containers/sample.ts';
import type { Change, Ledger } from '../../src/incidents/ledger.ts';

export const unreachable = (): ParamedicError =>
  new ParamedicError('storage_unreachable', 'nobody answers', { retryable: true });
export const rejected = (): ParamedicError => new ParamedicError('storage_rejected', 'a bad row');

/** A ledger in memory. `failing` is asked before each call and may answer with the error to throw. */
export class RecordingLedger implements Ledger {
  readonly calls: (readonly Change[])[] = [];
  samples = 0;
  failing: (changes: readonly Change[]) => Error | undefined = () => undefined;

  async record(changes: readonly Change[]): Promise<void> {
    const error = this.failing(changes);
    if (error !== undefined) throw error;
    this.calls.push(changes);
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
