import { Emitter } from '../../src/base/emitter.ts';
import { silentLogger } from '../../src/base/logger.ts';
import type { StreamListener } from '../../src/containers/ports.ts';
import type { Happening } from '../../src/incidents/happening.ts';
import { createMonitor } from '../../src/watch/monitor.ts';
import type { MonitorDeps } from '../../src/watch/monitor-deps.ts';
import { counter } from './charts.ts';
import { hands } from './hands.ts';
import { RecordingLedger } from './recording-ledger.ts';
import { validConfig } from './valid-config.ts';

/**
 * A whole monitor over a census of the test, connected to its engine; whatever is not given sees nothing and does nothing.
 * Events come when the test gives them to `stream`.
 */
export async function monitorOver(given: Partial<MonitorDeps> & Pick<MonitorDeps, 'census' | 'clock'>) {
  const heard: StreamListener[] = [];
  const monitor = createMonitor({
    ...{ config: validConfig(), host: 'box', own: { containerId: undefined, databaseHost: undefined } },
    ...{ hands: hands({}), ledger: new RecordingLedger(), channels: [], findings: [], logger: silentLogger },
    sampler: { sample: async () => new Map() },
    scene: { read: async () => undefined },
    probes: { run: async () => ({ kind: 'unknown', at: 0, detail: '' }) },
    logs: { read: async () => ({ lines: [], cut: false }) },
    hostProbe: { sample: () => Promise.reject(new Error('no figures of this host')) },
    stream: (listener) => {
      heard.push(listener);
      return { name: 'stream', start: async () => {}, stop: async () => {} };
    },
    storage: () => ({ ready: true, since: 0, spooledRecords: 0, droppedSamples: 0, reason: undefined }),
    recollection: { targets: [], openIncidents: [], remediations: [], silences: [] },
    ...{ happenings: new Emitter<Happening>(), newId: counter() },
    ...given,
  });
  for (const service of monitor.services) await service.start();
  const [stream] = heard;
  if (stream === undefined) throw new Error('nobody reads the events');
  stream.onConnected({ host: 'box', version: '27', apiVersion: '1.46' });
  return {
    ...{ monitor, stream },
    [Symbol.asyncDispose]: async () => {
      for (const service of monitor.services) void service.stop();
    },
  };
}
