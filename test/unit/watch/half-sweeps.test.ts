import { describe, expect, it } from '@jest/globals';
import type { HostProbe, Sampler } from '../../../src/containers/ports.ts';
import { container, T0 } from '../../support/charts.ts';
import { hostSample, resourceSample } from '../../support/fleet.ts';
import { LogRecorder } from '../../support/log-recorder.ts';
import { monitorOver } from '../../support/monitor-over.ts';
import { RecordingLedger } from '../../support/recording-ledger.ts';
import { SteppedClock } from '../../support/stepped-clock.ts';

/** A monitor over one container that is well, with these eyes for figures. */
async function monitorWith(eyes: (clock: SteppedClock) => { sampler: Sampler; hostProbe: HostProbe }) {
  const clock = new SteppedClock(T0);
  const logger = new LogRecorder();
  const ledger = new RecordingLedger();
  const web = container({ id: 'web'.padEnd(64, '0'), name: 'web', target: 'web' });
  const census = { list: async () => [web], inspect: async () => web };
  const { monitor, ...watching } = await monitorOver({ census, clock, logger, ledger, ...eyes(clock) });
  return { ...watching, board: monitor.board, clock, logger, ledger };
}

describe('a monitor that cannot read its host', () => {
  it('finds what is wrong with containers all the same, and says once what it cannot do', async () => {
    await using it = await monitorWith((clock) => ({
      sampler: {
        sample: async (ids) =>
          new Map(ids.map((id) => [id, resourceSample({ at: clock.now(), cpuPercent: 400, engineCores: 4 })])),
      },
      hostProbe: { sample: () => Promise.reject(new Error('no /proc here')) },
    }));
    await it.clock.advance(20 * 60_000);
    expect(it.board.openIncidents().map(({ type }) => type)).toEqual(['high_cpu']);
    expect(it.ledger.samples).toBeGreaterThanOrEqual(39);
    expect(it.logger.logged('loop_failed')).toEqual([{ loop: 'sampling', error: 'no /proc here' }]);
  });
});

describe('a monitor whose engine gives no figures', () => {
  it('keeps an eye on the disk of its host, and says once what it cannot do', async () => {
    await using it = await monitorWith((clock) => ({
      sampler: { sample: () => Promise.reject(new Error('stats are refused')) },
      hostProbe: {
        sample: async () => hostSample({ at: clock.now(), diskTotalBytes: 100, diskAvailableBytes: 1 }),
      },
    }));
    await it.clock.advance(2 * 60_000);
    expect(it.board.openIncidents().map(({ type }) => type)).toEqual(['host_disk']);
    expect(it.logger.logged('loop_failed')).toEqual([{ loop: 'sampling', error: 'stats are refused' }]);
  });
});
