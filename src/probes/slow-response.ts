import type { ProbeSpec } from '../config/container-settings.ts';
import type { ProbeReading } from './reading.ts';
import type { Symptom } from './symptom.ts';

/** Pure: the symptom of a container of which one or more probes pass, and pass slowly. */
export function slowResponse(
  name: string,
  readings: readonly ProbeReading[],
  specs: readonly ProbeSpec[],
): readonly Symptom[] {
  const slow = readings.flatMap(({ slow: isSlow, name: probe, latencyMs }) => {
    const maxLatencyMs = specs.find((spec) => spec.name === probe)?.maxLatencyMs;
    if (!isSlow || latencyMs === undefined || maxLatencyMs === undefined) return [];
    return [{ probe, latencyMs: Math.round(latencyMs), maxLatencyMs }];
  });
  if (slow.length === 0) return [];
  const words = slow.map(({ probe, latencyMs, maxLatencyMs }) =>
    latencyMs > maxLatencyMs
      ? `${latencyMs} ms to the probe ${probe}, more than ${maxLatencyMs} ms`
      : `again and again more than ${maxLatencyMs} ms to the probe ${probe}`,
  );
  return [
    {
      type: 'slow_response',
      severity: 'warning',
      reason: 'slow_probe',
      description: `${name} answers slowly: ${words.join('; ')}`,
      evidence: { probes: slow },
    },
  ];
}
