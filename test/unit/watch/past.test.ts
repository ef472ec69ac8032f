import { describe, expect, it } from '@jest/globals';
import type { TargetMemory } from '../../../src/incidents/ledger.ts';
import { openIncident } from '../../../src/incidents/lifecycle.ts';
import { firstChart } from '../../../src/watch/first-chart.ts';
import { Past } from '../../../src/watch/past.ts';
import { attempt, container, SETTINGS, T0 } from '../../support/charts.ts';

const memory = (part: Partial<TargetMemory> = {}): TargetMemory => ({
  target: 'web',
  host: 'host-1',
  containerId: container().id,
  containerName: 'web',
  state: 'running',
  verdict: 'healthy',
  reason: 'running',
  since: T0,
  stoppedOnPurpose: false,
  memo: {},
  ...part,
});
const incident = (target: string) =>
  openIncident({
    id: `incident-of-${target}`,
    at: T0,
    host: 'host-1',
    target,
    containerName: 'web',
    containerId: container().id,
    type: 'container_unhealthy',
    severity: 'critical',
    description: '',
    evidence: {},
  });

describe('what was known before this process began', () => {
  const past = () =>
    new Past(
      {
        targets: [
          memory(),
          memory({ target: 'gone' }),
          memory({ target: 'host/host-1', memo: { dismissed: [{ type: 'host_disk', reason: 'disk_nearly_full' }] } }),
        ],
        openIncidents: [
          incident('web'),
          incident('host/host-1'),
          incident('gone'),
          { ...incident('shop/db#1'), type: 'container_missing' },
          { ...incident('alert/DiskFull/0a1b'), type: 'external_alert' },
        ],
        remediations: [attempt()],
        silences: [],
      },
      'host/host-1',
    );

  it('goes to the target it belongs to, once', () => {
    const known = past();
    expect(known.take('web')).toMatchObject({
      memory: { target: 'web' },
      incidents: [{ target: 'web' }],
      attempts: [{}],
    });
    expect(known.take('web')).toEqual({ memory: undefined, incidents: [], attempts: [] });
    expect(known.standalone.map(({ target }) => target)).toEqual([
      ...['host/host-1', 'shop/db#1', 'alert/DiskFull/0a1b'],
    ]);
  });

  it('tells what of the host a person does not want to hear of', () => {
    const dismissal = { target: 'host/host-1', type: 'host_disk', reason: 'disk_nearly_full' };
    expect(past().dismissed).toEqual([dismissal]);
  });

  it('leaves over what nobody came for, and nothing of the host', () => {
    const known = past();
    known.take('web');
    expect(known.takeLeftovers(new Set(['gone']))).toEqual([]);
    expect(known.takeLeftovers(new Set()).map(([target]) => target)).toEqual(['gone']);
    expect(known.takeLeftovers(new Set())).toEqual([]);
  });
});

describe('the first chart', () => {
  const exited = container({ state: 'exited', exitCode: 1 });
  const chartOf = (part: Partial<TargetMemory>, seen = exited) =>
    firstChart(seen, 'ordinary', SETTINGS, { memory: memory(part), incidents: [], attempts: [] }, T0);

  it('remembers that a person stopped it', () => {
    expect(chartOf({ state: 'exited', verdict: 'off', stoppedOnPurpose: true }).intent.stoppedOnPurpose).toBe(true);
  });

  it('recalls the last verdict and since when it stood', () => {
    const past = { state: 'exited', verdict: 'sick', reason: 'exited_non_zero', since: T0 - 7 };
    expect(chartOf(past).recalled).toMatchObject({ verdict: 'sick', reason: 'exited_non_zero', since: T0 - 7 });
    const nothing = { memory: undefined, incidents: [], attempts: [] };
    expect(firstChart(exited, 'ordinary', SETTINGS, nothing, T0).recalled).toBeUndefined();
  });

  it('remembers a crash that was seen before, and does not invent one that was not', () => {
    expect(chartOf({ state: 'exited', verdict: 'sick' }).intent.end).toEqual({ at: T0, ours: false });
    expect(chartOf({ state: 'running', verdict: 'healthy' }).intent.end).toBeUndefined();
    expect(chartOf({ state: 'exited', verdict: 'sick', containerId: 'another' }).intent.end).toBeUndefined();
  });

  it('a container that our unfinished restart took down is ours to bring up', () => {
    const underway = attempt({ finishedAt: undefined, outcome: undefined });
    const first = firstChart(
      exited,
      'ordinary',
      SETTINGS,
      { memory: memory(), incidents: [], attempts: [underway] },
      T0,
    );
    expect(first.intent.end).toEqual({ at: underway.intendedAt, ours: true });
  });

  it('has been in its state since then only if it is the same container in the same state', () => {
    const memo = { stateSince: T0 - 3_600_000 };
    expect(chartOf({ state: 'exited', memo }).stateSince).toBe(T0 - 3_600_000);
    expect(chartOf({ state: 'running', memo }).stateSince).toBe(T0);
    expect(chartOf({ state: 'exited', containerId: 'another', memo }).stateSince).toBe(T0);
  });

  it('an image that it was well on when we last looked is proven, also when it was replaced meanwhile', () => {
    const well = { verdict: 'healthy', state: 'running', since: T0 - 60_000, memo: memoWithImage('sha256:0') };
    const updated = chartOf(well, container({ imageId: 'sha256:1' }));
    expect(updated.images).toEqual({ current: 'sha256:0', proven: ['sha256:0'] });
    const justWell = { ...well, since: T0 - 1_000 };
    expect(chartOf(justWell, container()).images.proven).toEqual([]);
    expect(chartOf({ ...well, verdict: 'sick' }, container()).images.proven).toEqual([]);
  });
});

const memoWithImage = (current: string) => ({ images: { current, proven: [] } });
