import { describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { Probing } from '../../../src/watch/probing.ts';
import { Entry, Roster } from '../../../src/watch/roster.ts';
import { chart, container, SETTINGS } from '../../support/charts.ts';
import { httpTarget } from '../../support/http-target.ts';
import { proberAt, probeSpec } from '../../support/probes.ts';

const TARGETS = 1_000;

jest.setTimeout(60_000);

describe('a thousand probes over real connections', () => {
  it('are all asked, spread, and never more than 64 at once', async () => {
    let inFlight = 0;
    let mostInFlight = 0;
    const asked = new Map<string, number>();
    await using server = await httpTarget(({ url = '' }, response) => {
      inFlight += 1;
      mostInFlight = Math.max(mostInFlight, inFlight);
      asked.set(url, (asked.get(url) ?? 0) + 1);
      // A few milliseconds of work each, so that requests overlap.
      setTimeout(() => {
        inFlight -= 1;
        response.end('ok');
      }, 20);
    });
    const roster = new Roster();
    for (let n = 0; n < TARGETS; n += 1) {
      const target = `t${n}`;
      // None is given up, however busy the machine: the server would go on with it beside those that follow.
      const probes = [probeSpec({ address: `:${server.port}/${n}`, intervalMs: 4_000, timeoutMs: 30_000 })];
      const settings = { ...SETTINGS, probes };
      roster.add(
        new Entry(
          chart({ target, container: container({ id: target, target, addresses: ['127.0.0.1'] }), settings }),
          0,
          [],
        ),
      );
    }
    const done = Promise.withResolvers<void>();
    const passed = new Set<string>();
    const probing = new Probing({
      ...{ roster, runner: proberAt(0), clock: systemClock, logger: silentLogger },
      onFlip: ({ chart: { target }, probes: [reading] }) => {
        if (reading?.state === 'passing') passed.add(target);
        if (passed.size === TARGETS) done.resolve();
      },
      onResult: () => {},
    });
    await probing.start();
    await done.promise;
    await probing.stop();
    expect(asked.size).toBe(TARGETS);
    expect(mostInFlight).toBeLessThanOrEqual(64);
  });
});
