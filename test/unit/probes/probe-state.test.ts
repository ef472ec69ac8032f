import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ProbeSpec } from '../../../src/config/container-settings.ts';
import { beginReading, isFlip, nextReading, type ProbeState } from '../../../src/probes/probe-state.ts';
import type { ProbeResult } from '../../../src/probes/reading.ts';
import { probeSpec } from '../../support/probes.ts';

const SPEC = probeSpec({ failures: 3, successes: 2, intervalMs: 10_000, maxLatencyMs: 500 });
const success = (latencyMs = 20): ProbeResult => ({ kind: 'success', at: 0, latencyMs });
const failure = (detail = 'answered 503'): ProbeResult => ({ kind: 'failure', at: 0, latencyMs: 5, detail });
const unknown: ProbeResult = { kind: 'unknown', at: 0, detail: 'too many open files' };
const unreached: ProbeResult = { kind: 'failure', at: 0, latencyMs: undefined, detail: 'no answer', unreached: true };

/** One result every interval. */
function fold(results: readonly ProbeResult[], spec: ProbeSpec = SPEC, from = beginReading(spec, 0)): ProbeState {
  return results.reduce((state, result, index) => {
    const now = (index + 1) * spec.intervalMs;
    return nextReading(state, { ...result, at: now }, spec, now);
  }, from);
}
const reading = (results: readonly ProbeResult[], spec = SPEC) => fold(results, spec).reading;

describe('reading of a probe', () => {
  it('begins each life as unknown', () => {
    expect(reading([])).toMatchObject({ state: 'unknown', lastAt: undefined, detail: 'no result yet' });
  });

  it('passes and fails by its thresholds, and says why', () => {
    expect(reading([success()])).toMatchObject({ state: 'unknown', detail: '1 of 2 successes in a row' });
    expect(reading([success(), success(20.4)])).toMatchObject({ state: 'passing', detail: 'answered after 20 ms' });
    expect(reading([success(), success(), failure()])).toMatchObject({
      state: 'passing',
      detail: '1 of 3 failures in a row: answered 503',
    });
    expect(reading([failure(), failure(), failure('hung up')])).toMatchObject({
      state: 'failing',
      since: 30_000,
      detail: 'hung up',
    });
  });

  it('says how often one fails that fails now and then', () => {
    const waver = Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? success() : failure()));
    expect(reading(waver)).toMatchObject({
      state: 'failing',
      detail: 'failed 5 of the last 10 times, at last: answered 503',
    });
  });

  it('takes an error of the prober neither for a failure nor for a success', () => {
    expect(reading([failure(), failure(), unknown, failure()]).state).toBe('failing');
    expect(reading([failure(), failure(), unknown]).state).toBe('unknown');
    expect(reading([success(), success(), unknown, unknown])).toMatchObject({ state: 'passing', lastAt: 40_000 });
  });

  it('knows nothing any more when nothing else has come for three intervals, and then counts anew', () => {
    const state = fold([failure(), failure(), failure(), unknown, unknown, unknown]);
    expect(state.reading).toMatchObject({ state: 'unknown', since: 60_000, detail: 'too many open files' });
    expect(fold([failure(), failure()], SPEC, state).reading.state).toBe('unknown');
  });

  it('does not call a target down that could never be reached from here, and does once it could', () => {
    expect(reading([unreached, unreached, unreached])).toMatchObject({ state: 'unknown', detail: 'no answer' });
    const reached = fold([success(), success()]);
    expect(fold([unreached, unreached, unreached], SPEC, reached).reading.state).toBe('failing');
    // The next life of the same target stands on the same road.
    const nextLife = beginReading(SPEC, 0, reached.reached);
    expect(fold([unreached, unreached, unreached], SPEC, nextLife).reading.state).toBe('failing');
  });

  it('has reached a target that answered anything, and keeps that', () => {
    expect(beginReading(SPEC, 0).reached).toBe(false);
    expect(fold([unreached, unknown]).reached).toBe(false);
    expect(fold([failure()]).reached).toBe(true);
    expect(fold([success()]).reached).toBe(true);
    expect(fold([failure(), unreached, unreached]).reached).toBe(true);
  });

  it('says since when it says so', () => {
    expect(reading([unknown, unknown, unknown, unknown])).toMatchObject({ state: 'unknown', since: 0 });
    expect(reading([success(), success(), success(), failure()])).toMatchObject({ state: 'passing', since: 20_000 });
    expect(reading([failure(), failure(), failure(), failure()])).toMatchObject({ state: 'failing', since: 30_000 });
    expect(reading([failure(), failure(), failure(), unknown])).toMatchObject({ state: 'failing', since: 30_000 });
  });

  it('is not slow with answers that take just what they may', () => {
    expect(reading([success(500), success(500), success(500)]).slow).toBe(false);
    expect(reading([success(501), success(501), success(501)]).slow).toBe(true);
  });

  it('counts only answers for slowness: failures in between say nothing of it', () => {
    expect(reading([success(800), success(700), failure(), success(600)])).toMatchObject({
      state: 'passing',
      slow: true,
    });
  });

  it('is slow after as many slow answers as failures would take, and not while it fails', () => {
    const slow = [success(800), success(700), success(600)];
    expect(reading(slow.slice(0, 2)).slow).toBe(false);
    expect(reading(slow)).toMatchObject({ state: 'passing', slow: true, latencyMs: 600 });
    expect(reading([...slow, success(), success()]).slow).toBe(false);
    expect(reading([...slow, failure(), failure(), failure()])).toMatchObject({ state: 'failing', slow: false });
    expect(reading(slow, { ...SPEC, maxLatencyMs: undefined }).slow).toBe(false);
  });

  it('cleans and caps what a target says', () => {
    const { detail } = reading([failure(`\u001b[2J\nspoofed${'x'.repeat(100_000)}`)]);
    expect(detail).toMatch(/^1 of 3 failures in a row: \[2J spoofedx+…$/);
    expect(detail.length).toBe(500);
  });

  it('flips with its state, with slowness and with the first result of a life', () => {
    const states = [success(), success(), success(), failure()].map((_, index, all) => all.slice(0, index + 1));
    const readings = [reading([]), ...states.map((results) => reading(results))];
    const flips = readings.slice(1).map((one, index) => isFlip(readings[index]!, one));
    expect(flips).toEqual([true, true, false, false]);
    const slow = reading([success(800), success(800), success(800)]);
    expect(isFlip({ ...slow, slow: false }, slow)).toBe(true);
    expect(isFlip(slow, slow)).toBe(false);
  });
});

describe('reading of a probe, whatever comes', () => {
  const anything = fc.oneof(
    fc.constant(unknown),
    fc.constant(unreached),
    fc.constant(failure()),
    fc.integer({ min: 0, max: 1_000 }).map(success),
  );

  it('is never failing without as many failures as its threshold, nor passing without a success', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 40 }), (results) => {
        const { state, slow } = reading(results);
        const failures = results.filter(({ kind }) => kind === 'failure').length;
        const successes = results.filter(({ kind }) => kind === 'success').length;
        if (state === 'failing') expect(failures).toBeGreaterThanOrEqual(SPEC.failures);
        if (state === 'passing') expect(successes).toBeGreaterThanOrEqual(SPEC.successes);
        if (slow) expect(state).toBe('passing');
      }),
    );
  });

  it('is the same with or without single errors of the prober in between', () => {
    const known = fc.oneof(fc.constant(failure()), fc.integer({ min: 0, max: 1_000 }).map(success));
    fc.assert(
      fc.property(fc.array(fc.tuple(known, fc.boolean()), { minLength: 1, maxLength: 30 }), (results) => {
        const disturbed = results.flatMap(([result, trouble]) => (trouble ? [result, unknown] : [result]));
        const calm = results.map(([result]) => result);
        const { state, slow } = reading(disturbed);
        expect({ state, slow }).toEqual({ state: reading(calm).state, slow: reading(calm).slow });
      }),
    );
  });
});
