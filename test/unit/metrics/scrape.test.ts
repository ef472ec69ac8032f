import { describe, expect, it } from '@jest/globals';
import type { Breathe } from '../../../src/base/breathe.ts';
import type { TargetView } from '../../../src/incidents/view.ts';
import { createMetrics } from '../../../src/metrics/metrics.ts';
import { parseExposition } from '../../support/exposition.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { container, FakeFleet, targetView } from '../../support/fleet.ts';

const LARGE = 2_000;
const all = (restartCount: number): TargetView[] =>
  Array.from({ length: LARGE }, (_, index) =>
    targetView({ target: `web#${index}`, container: container({ restartCount }) }),
  );

function scraping(breathe: Breathe = async () => {}) {
  const fleet = new FakeFleet();
  const metrics = createMetrics({ fleet, clock: new FixedClock(), version: '1', breathe });
  return {
    fleet,
    scrape: async () => parseExposition(`${await metrics.render()}`),
    render: metrics.render,
    [Symbol.dispose]: metrics.close,
  };
}

const restartsIn = (series: ReadonlyMap<string, number>): number[] =>
  [...series].flatMap(([name, value]) => (name.startsWith('paramedic_container_restarts_total{') ? [value] : []));

describe('one scrape', () => {
  it('tells of one moment, whatever happens while it is rendered', async () => {
    let breaths = 0;
    using it = scraping(async () => {
      breaths += 1;
      it.fleet.views = all(2).slice(0, LARGE / 2);
    });
    it.fleet.views = all(1);
    const series = await it.scrape();
    expect(breaths).toBeGreaterThan(0);
    expect(restartsIn(series)).toEqual(Array(LARGE).fill(1));
    expect(series.get('paramedic_containers{verdict="healthy"}')).toBe(LARGE);
  });

  it('is shared by all who ask meanwhile; who asks later gets a new one', async () => {
    const late: Promise<Buffer>[] = [];
    using it = scraping(async () => void late.push(it.render()));
    it.fleet.views = all(1);
    const first = await it.render();
    expect(late.length).toBeGreaterThan(0);
    for (const answer of await Promise.all(late)) expect(answer).toBe(first);
    it.fleet.views = all(2);
    expect(restartsIn(await it.scrape())).toEqual(Array(LARGE).fill(2));
  });

  it('that fails leaves the next one alone', async () => {
    using it = scraping();
    const { targets } = it.fleet;
    it.fleet.targets = () => {
      throw new Error('broken');
    };
    await expect(it.render()).rejects.toThrow('broken');
    it.fleet.targets = targets;
    it.fleet.views = all(3);
    expect(restartsIn(await it.scrape())).toEqual(Array(LARGE).fill(3));
  });

  it('follows a container that is renamed, under the same target', async () => {
    using it = scraping();
    const names = async () => [...(await it.scrape()).keys()].filter((key) => key.includes('container_up'));
    it.fleet.views = [targetView({ target: 'web', container: container({ name: 'old' }) })];
    expect(await names()).toEqual(['paramedic_container_up{container="old",target="web",host="box"}']);
    it.fleet.views = [targetView({ target: 'web', container: container({ name: 'new' }) })];
    expect(await names()).toEqual(['paramedic_container_up{container="new",target="web",host="box"}']);
  });
});
