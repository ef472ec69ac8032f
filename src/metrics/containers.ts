import type { HealthState } from '../containers/container.ts';
import type { TargetView } from '../incidents/view.ts';
import type { FleetFamily } from './compose.ts';
import { labelText, openingOf, writeLine } from './exposition.ts';
import type { Entry } from './label-book.ts';
import type { Page } from './page.ts';

const HEALTH_STATES: readonly HealthState[] = ['none', 'starting', 'healthy', 'unhealthy'];
const UP = openingOf('paramedic_container_up');
const HEALTH = HEALTH_STATES.map((state) => ({
  state,
  opening: openingOf('paramedic_container_health', `${labelText('state', state)},`),
}));

type Read = (view: TargetView) => number | undefined;

const gauge = (name: string, help: string, read: Read): FleetFamily => family('gauge', name, help, read);
const counter = (name: string, help: string, read: Read): FleetFamily => family('counter', name, help, read);

export const CONTAINER_FAMILIES: readonly FleetFamily[] = [
  {
    name: 'paramedic_container_up',
    help: 'Whether the container runs (1) or not (0).',
    type: 'gauge',
    write: (page, { view, namedLabels }) =>
      writeLine(page, UP, namedLabels, view.container.state === 'running' ? 1 : 0),
  },
  {
    name: 'paramedic_container_health',
    help: "Docker's health check of the container: 1 for its state, 0 for the others.",
    type: 'gauge',
    write: writeHealth,
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
  const opening = openingOf(name);
  return { name, help, type, write: (page, { view, labels }) => writeLine(page, opening, labels, read(view)) };
}

function writeHealth(page: Page, { view, labels }: Entry): void {
  for (const { state, opening } of HEALTH) writeLine(page, opening, labels, view.container.health === state ? 1 : 0);
}
