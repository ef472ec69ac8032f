import type { HealthState } from '../containers/container.ts';
import type { TargetView } from '../incidents/view.ts';
import { labelText, lineOf } from './exposition.ts';
import type { Entry } from './label-book.ts';
import type { FleetFamily } from './slices.ts';

const HEALTH_STATES: readonly HealthState[] = ['none', 'starting', 'healthy', 'unhealthy'];
const HEALTH_LABELS = HEALTH_STATES.map((state) => ({ state, label: labelText('state', state) }));

type Read = (view: TargetView) => number | undefined;

const gauge = (name: string, help: string, read: Read): FleetFamily => family('gauge', name, help, read);
const counter = (name: string, help: string, read: Read): FleetFamily => family('counter', name, help, read);

export const CONTAINER_FAMILIES: readonly FleetFamily[] = [
  {
    name: 'paramedic_container_up',
    help: 'Whether the container runs (1) or not (0).',
    type: 'gauge',
    lines: ({ view, namedLabels }) =>
      lineOf('paramedic_container_up', namedLabels, view.container.state === 'running' ? 1 : 0),
  },
  {
    name: 'paramedic_container_health',
    help: "Docker's health check of the container: 1 for its state, 0 for the others.",
    type: 'gauge',
    lines: healthLines,
  },
  gauge('cpu_ratio', 'Processor time used, in cores: 1 is one core busy.', ({ sample }) =>
    sample?.cpuPercent === undefined ? undefined : sample.cpuPercent / 100,
  ),
  gauge('memory_bytes', 'Memory used, without the file cache.', ({ sample }) => sample?.memoryBytes),
  gauge('memory_limit_bytes', 'Memory limit; absent without one.', ({ sample }) => sample?.memoryLimitBytes),
  gauge('pids', 'Processes and threads in the container.', ({ sample }) => sample?.pids),
  counter(
    'restarts_total',
    'Restarts by the engine that its restart policy caused.',
    ({ container }) => container.restartCount,
  ),
  counter('network_receive_bytes_total', 'Bytes received.', ({ sample }) => sample?.networkRxBytes),
  counter('network_transmit_bytes_total', 'Bytes sent.', ({ sample }) => sample?.networkTxBytes),
  counter('block_read_bytes_total', 'Bytes read from block devices.', ({ sample }) => sample?.blockReadBytes),
  counter('block_written_bytes_total', 'Bytes written to block devices.', ({ sample }) => sample?.blockWriteBytes),
];

function family(type: 'gauge' | 'counter', part: string, help: string, read: Read): FleetFamily {
  const name = `paramedic_container_${part}`;
  return { name, help, type, lines: ({ view, labels }) => lineOf(name, labels, read(view)) };
}

function healthLines({ view, labels }: Entry): string {
  let lines = '';
  for (const { state, label } of HEALTH_LABELS) {
    lines += lineOf('paramedic_container_health', `${label},${labels}`, view.container.health === state ? 1 : 0);
  }
  return lines;
}
