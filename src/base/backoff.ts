export interface BackoffPolicy {
  minMs: number;
  maxMs: number;
}

/**
 * Exponential backoff, ×2 from `minMs`, ±25 % jitter, never above `maxMs`.
 * `previous` counts the tries so far (1 = wait before the second try); `jitter` is in [0, 1).
 * Monotone in `previous` whatever the jitter: 2 × 0.75 is more than 1.25.
 */
export function backoffMs(previous: number, policy: BackoffPolicy, jitter: number): number {
  if (previous <= 0) return 0;
  const exponent = Math.min(previous - 1, 40);
  const spread = 0.75 + 0.5 * jitter;
  return Math.min(policy.maxMs, policy.minMs * 2 ** exponent * spread);
}
