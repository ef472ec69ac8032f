import type { Registry } from 'prom-client';
import type { HostSample } from '../containers/sample.ts';
import type { FleetView } from '../incidents/view.ts';
import { registerGauges } from './computed.ts';
import { single } from './monitor.ts';

/** The machine that the engine runs on; absent until its first sample. */
export function registerHostMetrics(registry: Registry, fleet: FleetView): void {
  const gauge = (name: string, help: string, read: (sample: HostSample) => number | undefined) =>
    single(`paramedic_host_${name}`, help, () => {
      const sample = fleet.hostSample();
      return sample === undefined ? undefined : read(sample);
    });
  registerGauges(registry, [
    gauge('cpu_ratio', 'Share of all cores that is busy, 0 to 1.', (sample) => sample.cpuRatio),
    gauge('cpu_cores', 'Cores of the host.', (sample) => sample.cores),
    gauge('memory_size_bytes', 'Memory of the host.', (sample) => sample.memoryTotalBytes),
    gauge(
      'memory_available_bytes',
      'Memory that can be had without swapping.',
      (sample) => sample.memoryAvailableBytes,
    ),
    gauge(
      'disk_size_bytes',
      "Size of the file system that holds the engine's data.",
      (sample) => sample.diskTotalBytes,
    ),
    gauge('disk_available_bytes', 'Free space on it.', (sample) => sample.diskAvailableBytes),
    gauge('load1', 'Load average over 1 minute.', (sample) => sample.load1),
    gauge('load5', 'Load average over 5 minutes.', (sample) => sample.load5),
    gauge('load15', 'Load average over 15 minutes.', (sample) => sample.load15),
  ]);
}
