import { describe, expect, it } from '@jest/globals';
import { beginReading } from '../../../src/probes/probe-state.ts';
import { slowResponse } from '../../../src/probes/slow-response.ts';
import { probeSpec } from '../../support/probes.ts';

const web = probeSpec({ maxLatencyMs: 500 });
const db = probeSpec({ name: 'db', kind: 'tcp', maxLatencyMs: 50 });
const reading = (spec: typeof web, latencyMs: number, slow = true) => ({
  ...beginReading(spec, 0).reading,
  state: 'passing' as const,
  latencyMs,
  slow,
});

describe('slow_response', () => {
  it('is there while a probe is slow, and tells the figures', () => {
    expect(slowResponse('shop', [reading(web, 812.4), reading(db, 3, false)], [web, db])).toEqual([
      {
        type: 'slow_response',
        severity: 'warning',
        reason: 'slow_probe',
        description: 'shop answers slowly: 812 ms to the probe web, more than 500 ms',
        evidence: { probes: [{ probe: 'web', latencyMs: 812, maxLatencyMs: 500 }] },
      },
    ]);
    expect(slowResponse('shop', [reading(web, 12, false)], [web])).toEqual([]);
  });

  it('is one symptom for several slow probes, and does not contradict itself when the last answer was quick', () => {
    const [symptom, ...more] = slowResponse('shop', [reading(web, 812), reading(db, 3)], [web, db]);
    expect(more).toEqual([]);
    expect(symptom?.description).toBe(
      'shop answers slowly: 812 ms to the probe web, more than 500 ms; again and again more than 50 ms to the probe db',
    );
  });
});
