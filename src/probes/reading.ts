/** What one probe of our own says of one life of a container, after its thresholds. */
export interface ProbeReading {
  readonly name: string;
  readonly kind: 'http' | 'tcp' | 'exec';
  /** `unknown`: not enough results yet, or the prober itself failed. It never heals and never proves recovery. */
  readonly state: 'passing' | 'failing' | 'unknown';
  /** Since when it says so. */
  readonly since: number;
  readonly lastAt: number | undefined;
  readonly latencyMs: number | undefined;
  /** It passes, and slower than its `max-latency` for as many results as its failure threshold. */
  readonly slow: boolean;
  /** Why, in words for people; hostile text, capped at 500 characters. */
  readonly detail: string;
}

/** One result of one probe. An error of the prober is `unknown`: it says nothing of the target. */
export type ProbeResult =
  | { readonly kind: 'success'; readonly at: number; readonly latencyMs: number }
  | {
      readonly kind: 'failure';
      readonly at: number;
      readonly latencyMs: number | undefined;
      readonly detail: string;
      /** Not even a connection came about: a failure only of a target that was reached before, else the road may be missing. */
      readonly unreached?: boolean;
    }
  | { readonly kind: 'unknown'; readonly at: number; readonly detail: string };
