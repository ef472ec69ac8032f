import { describe, expect, it } from '@jest/globals';
import { Emitter } from '../../../src/base/emitter.ts';
import type { HealthMetric } from '../../../src/containers/sample.ts';
import type { Happening } from '../../../src/incidents/happening.ts';
import { Entry, Roster } from '../../../src/watch/roster.ts';
import { Sampling } from '../../../src/watch/sampling.ts';
import { chart, container, T0 } from '../../support/charts.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { hostSample, resourceSample } from '../../support/fleet.ts';

interface Circumstances {
  readonly names: readonly string[];
  /** Called between two parts of a large fleet. */
  readonly breathe?: (fleet: Roster) => void;
}

/** A fleet whose engine samples every container that it is asked for. */
function fleetOf({ names, breathe = () => {} }: Circumstances) {
  const roster = new Roster();
  for (const name of names) {
    const it = container({ id: `id of ${name}`, name, target: name });
    roster.add(
      new Entry(chart({ target: name, container: it, verdict: { kind: 'healthy', reason: 'running' } }), T0, []),
    );
  }
  const taken: string[] = [];
  const written: HealthMetric[] = [];
  let ends = 0;
  const sampling = new Sampling({
    host: 'box',
    roster,
    sampler: { sample: async (ids) => new Map(ids.map((id) => [id, resourceSample({ pids: id.length })])) },
    hostProbe: { sample: async () => hostSample() },
    ledger: {
      record: async () => {},
      recordSamples: async (_host, metrics) => {
        expect(ends).toBe(1);
        written.push(...metrics);
      },
    },
    clock: new FixedClock(),
    happenings: new Emitter<Happening>(),
    onSampled: () => ({
      take: ({ chart: { target }, sample }) => void taken.push(`${target} ${sample?.pids}`),
      end: () => {
        ends += 1;
      },
    }),
    breathe: async () => breathe(roster),
  });
  return { roster, sampling, taken, written };
}

const MANY = Array.from({ length: 1_000 }, (_, index) => `web-${index}`);
const sampled = (name: string): string => `${name} ${`id of ${name}`.length}`;
const named = (metrics: readonly HealthMetric[]): string[] => metrics.map((it) => `${it.target} ${it.sample?.pids}`);

describe('a sweep', () => {
  it('takes every one once, in parts when there are many, and writes all down at one moment', async () => {
    let breaths = 0;
    const { sampling, taken, written } = fleetOf({
      names: MANY,
      breathe: () => {
        breaths += 1;
      },
    });
    await sampling.sweep();
    expect(breaths).toBe(4);
    expect(taken).toEqual(MANY.map(sampled));
    expect(named(written)).toEqual(MANY.map(sampled));
    expect(new Set(written.map(({ at }) => at)).size).toBe(1);
  });

  it('neither takes nor writes down who leaves meanwhile', async () => {
    const { sampling, taken, written } = fleetOf({ names: MANY, breathe: (roster) => roster.remove('web-999') });
    await sampling.sweep();
    expect(taken).toEqual(MANY.slice(0, -1).map(sampled));
    expect(named(written)).toEqual(MANY.slice(0, -1).map(sampled));
  });

  it('gives the sample of a container to nobody who took its place', async () => {
    const { sampling, roster, written } = fleetOf({
      names: MANY,
      breathe: (fleet) => {
        const entry = fleet.get('web-999');
        if (entry !== undefined) {
          entry.chart = { ...entry.chart, container: container({ id: 'another', name: 'web-999', target: 'web-999' }) };
        }
      },
    });
    await sampling.sweep();
    expect(roster.get('web-999')?.sample).toBeUndefined();
    expect(named(written).at(-1)).toBe('web-999 undefined');
  });

  it('writes nothing of what is off, nor asks for what does not run', async () => {
    const { sampling, roster, taken, written } = fleetOf({ names: ['web', 'db', 'job'] });
    const change = (name: string, part: Partial<Entry['chart']>) => {
      const entry = roster.get(name);
      if (entry !== undefined) entry.chart = { ...entry.chart, ...part };
    };
    change('db', { verdict: { kind: 'off', reason: 'stopped_on_purpose' } });
    change('job', { container: container({ id: 'id of job', state: 'exited' }) });
    await sampling.sweep();
    expect(named(written)).toEqual([sampled('web'), 'job undefined']);
    expect(taken).toEqual([sampled('web'), 'db undefined', 'job undefined']);
  });
});
