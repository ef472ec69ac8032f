import type { Registry } from 'prom-client';
import type { HealthState } from '../containers/container.ts';
import type { FleetView, TargetView } from '../incidents/view.ts';
import { type Family, type Labels, type Row, registerCounters, registerGauges } from './computed.ts';
import { labelValue } from './label.ts';
import { probeFamilies } from './probes.ts';

const HEALTH_STATES: readonly HealthState[] = ['none', 'starting', 'healthy', 'unhealthy'];
const HEALTH_LABELS: readonly Labels[] = HEALTH_STATES.map((state) => ({ state }));
const NO_LABELS: Labels = {};

interface Entry {
  view: TargetView;
  /** The same object from scrape to scrape, as long as target and host stay the same. */
  labels: Labels;
}

/** The targets of one scrape: all families tell of the same moment. */
export class ContainerMetrics {
  #entries: Entry[] = [];
  #labels = new Map<string, Labels>();
  #host = '';

  constructor(registry: Registry) {
    registerGauges(registry, [...this.#gauges(), ...probeFamilies(() => this.#entries)]);
    registerCounters(registry, this.#counters());
  }

  /** Called before each scrape. Two targets whose labels read the same after cleaning would be one series: first wins. */
  take(fleet: FleetView): void {
    const host = labelValue(fleet.engine().host);
    const known = host === this.#host ? this.#labels : new Map<string, Labels>();
    this.#host = host;
    this.#labels = new Map();
    this.#entries = [];
    for (const view of fleet.targets()) {
      const target = labelValue(view.target);
      if (this.#labels.has(target)) continue;
      const labels = known.get(target) ?? { target, host };
      this.#labels.set(target, labels);
      this.#entries.push({ view, labels });
    }
  }

  #gauges(): Family[] {
    return [
      {
        name: 'paramedic_container_up',
        help: 'Whether the container runs (1) or not (0).',
        labelNames: ['target', 'host', 'container'],
        rows: () =>
          this.#entries.map(({ view, labels }) => ({
            value: view.container.state === 'running' ? 1 : 0,
            labels: { container: labelValue(view.container.name) },
            sharedLabels: labels,
          })),
      },
      {
        name: 'paramedic_container_health',
        help: "Docker's health check of the container: 1 for its state, 0 for the others.",
        labelNames: ['target', 'host', 'state'],
        rows: () => this.#entries.flatMap(healthRows),
      },
      this.#family('cpu_ratio', 'Processor time used, in cores: 1 is one core busy.', ({ sample }) =>
        sample?.cpuPercent === undefined ? undefined : sample.cpuPercent / 100,
      ),
      this.#family('memory_bytes', 'Memory used, without the file cache.', ({ sample }) => sample?.memoryBytes),
      this.#family('memory_limit_bytes', 'Memory limit; absent without one.', ({ sample }) => sample?.memoryLimitBytes),
      this.#family('pids', 'Processes and threads in the container.', ({ sample }) => sample?.pids),
    ];
  }

  #counters(): Family[] {
    return [
      this.#family(
        'restarts_total',
        'Restarts by the engine that its restart policy caused.',
        ({ container }) => container.restartCount,
      ),
      this.#family('network_receive_bytes_total', 'Bytes received.', ({ sample }) => sample?.networkRxBytes),
      this.#family('network_transmit_bytes_total', 'Bytes sent.', ({ sample }) => sample?.networkTxBytes),
      this.#family('block_read_bytes_total', 'Bytes read from block devices.', ({ sample }) => sample?.blockReadBytes),
      this.#family(
        'block_written_bytes_total',
        'Bytes written to block devices.',
        ({ sample }) => sample?.blockWriteBytes,
      ),
    ];
  }

  #family(name: string, help: string, read: (view: TargetView) => number | undefined): Family {
    const rows = (): Row[] => {
      const found: Row[] = [];
      for (const { view, labels } of this.#entries) {
        const value = read(view);
        if (value !== undefined) found.push({ value, labels: NO_LABELS, sharedLabels: labels });
      }
      return found;
    };
    return { name: `paramedic_container_${name}`, help, labelNames: ['target', 'host'], rows };
  }
}

const healthRows = ({ view, labels }: Entry): Row[] =>
  HEALTH_STATES.map((state, index) => ({
    value: view.container.health === state ? 1 : 0,
    labels: HEALTH_LABELS[index] ?? NO_LABELS,
    sharedLabels: labels,
  }));
