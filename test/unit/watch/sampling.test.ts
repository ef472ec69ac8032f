import { describe, expect, it } from '@jest/globals';
import { Emitter } from '../../../src/base/emitter.ts';
import type { HostProbe, Sampler } from '../../../src/containers/ports.ts';
import type { HealthMetric, HostSample, ResourceSample } from '../../../src/containers/sample.ts';
import type { Happening } from '../../../src/incidents/happening.ts';
import { Entry, Roster } from '../../../src/watch/roster.ts';
import { Sampling } from '../../../src/watch/sampling.ts';
import { chart, container, T0 } from '../../support/charts.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { hostSample, resourceSample } from '../../support/fleet.ts';

interface Circumstances {
  readonly names: readonly string[];
  readonly sampler?: Sampler;
  readonly hostProbe?: HostProbe;
  readonly onHostSampled?: (sample: HostSample) => void;
  /** Called between two parts of a large fleet. */
  readonly breathe?: (fleet: Roster) => void;
}

/** A fleet whose engine samples every container that it is asked for. */
function fleetOf({ names, breathe = () => {}, ...looking }: Circumstances) {
  const roster = new Roster();
  for (const name of names) {
    const it = container({ id: `id of ${name}`, name, target: name });
    roster.add(
      new Entry(chart({ target: name, container: it, verdict: { kind: 'healthy', reason: 'running' } }), T0, []),
    );
  }
  const taken: string[] = [];
  const written: HealthMetric[] = [];
  const hosts: { taken?: HostSample; judgedWith?: HostSample | undefined; written?: HostSample | undefined } = {};
  let ends = 0;
  const sampling = new Sampling({
    host: 'box',
    roster,
    sampler: { sample: async (ids) => new Map(ids.map((id) => [id, resourceSample({ pids: id.length })])) },
    hostProbe: { sample: async () => hostSample() },
    ledger: {
      record: async () => {},
      recordSamples: async (_host, metrics, host) => {
        expect(ends).toBe(1);
        ends = 0;
        written.push(...metrics);
        hosts.written = host;
      },
    },
    clock: new FixedClock(),
    happenings: new Emitter<Happening>(),
    onHostSampled: (sample) => {
      hosts.taken = sample;
    },
    ...looking,
    onSampled: (host) => {
      hosts.judgedWith = host;
      return {
        take: ({ chart: { target }, sample }) => void taken.push(`${target} ${sample?.pids}`),
        end: () => {
          ends += 1;
        },
      };
    },
    breathe: async () => breathe(roster),
  });
  return { roster, sampling, taken, written, hosts };
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

  it('of a host that cannot be read takes the containers all the same, and tells why the host is missing', async () => {
    const unreadable: HostProbe = { sample: () => Promise.reject(new Error('no /proc here')) };
    const { sampling, taken, written, hosts } = fleetOf({ names: ['web', 'db'], hostProbe: unreadable });
    await expect(sampling.sweep()).rejects.toThrow('no /proc here');
    expect(taken).toEqual(['web', 'db'].map(sampled));
    expect(named(written)).toEqual(['web', 'db'].map(sampled));
    expect(hosts).toEqual({ judgedWith: undefined, written: undefined });
    expect(sampling.hostSample).toBeUndefined();
  });

  it('shows the last figures of the host until it is read again, and none when it cannot be', async () => {
    const second = Promise.withResolvers<HostSample>();
    const answers = [Promise.resolve(hostSample()), second.promise];
    const hostProbe: HostProbe = { sample: () => answers.shift() ?? second.promise };
    const { sampling } = fleetOf({ names: ['web'], hostProbe });
    await sampling.sweep();
    const sweep = sampling.sweep();
    expect(sampling.hostSample).toEqual(hostSample());
    second.reject(new Error('gone'));
    await expect(sweep).rejects.toThrow('gone');
    expect(sampling.hostSample).toBeUndefined();
  });

  it('of containers whose engine gives no figures takes the host, and writes down how each is without them', async () => {
    const denied: Sampler = { sample: () => Promise.reject(new Error('stats are refused')) };
    const { sampling, taken, written, hosts } = fleetOf({ names: ['web', 'db'], sampler: denied });
    await expect(sampling.sweep()).rejects.toThrow('stats are refused');
    expect(taken).toEqual(['web undefined', 'db undefined']);
    expect(named(written)).toEqual(['web undefined', 'db undefined']);
    expect(hosts).toEqual({ taken: hostSample(), judgedWith: hostSample(), written: hostSample() });
  });

  it('takes the host while the figures of containers keep it waiting', async () => {
    const hangs = Promise.withResolvers<Map<string, ResourceSample>>();
    const hostTaken = Promise.withResolvers<HostSample>();
    const { sampling, taken } = fleetOf({
      names: ['web'],
      sampler: { sample: () => hangs.promise },
      onHostSampled: hostTaken.resolve,
    });
    const sweep = sampling.sweep();
    expect(await hostTaken.promise).toEqual(hostSample());
    expect(taken).toEqual([]);
    hangs.resolve(new Map());
    await sweep;
    expect(taken).toEqual(['web undefined']);
  });

  it('that gets nothing at all tells both reasons', async () => {
    const no = (why: string) => ({ sample: () => Promise.reject(new Error(why)) });
    const { sampling, written } = fleetOf({ names: ['web'], sampler: no('no stats'), hostProbe: no('no /proc') });
    await expect(sampling.sweep()).rejects.toThrow('no /proc; no stats');
    expect(named(written)).toEqual(['web undefined']);
  });
});
