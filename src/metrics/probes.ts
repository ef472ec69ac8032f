import { Counter, type Registry } from 'prom-client';
import type { ProbeSpec } from '../config/container-settings.ts';
import type { ProbeView } from '../incidents/view.ts';
import type { ProbeResult } from '../probes/reading.ts';
import type { FleetFamily } from './compose.ts';
import { labelText, openingOf, writeLine } from './exposition.ts';
import { labelValue } from './label.ts';
import type { Entry } from './label-book.ts';
import type { Page } from './page.ts';

type Kind = ProbeSpec['kind'];
type Outcome = ProbeResult['kind'];

const KINDS: readonly Kind[] = ['http', 'tcp', 'exec'];
const OUTCOMES: readonly Outcome[] = ['success', 'failure', 'unknown'];

/** Answers what counts one result. */
export function registerProbeResults(registry: Registry): (kind: Kind, outcome: Outcome) => void {
  const counter = new Counter({
    name: 'paramedic_probe_results_total',
    help: 'Results of own probes; unknown is an error of the prober, not of the target.',
    labelNames: ['kind', 'outcome'],
    registers: [registry],
  });
  for (const kind of KINDS) for (const outcome of OUTCOMES) counter.inc({ kind, outcome }, 0);
  return (kind, outcome) => counter.inc({ kind, outcome });
}

/** The readings of one scrape. A gauge each, not a histogram: thousands of targets with ten buckets a probe would be the most of /metrics. */
export const PROBE_FAMILIES: readonly FleetFamily[] = [
  family('duration_seconds', 'How long the last answer to the probe took.', ({ latencyMs }) =>
    latencyMs === undefined ? undefined : latencyMs / 1_000,
  ),
  family(
    'passing',
    'Whether the probe passes (1) or fails (0), by its thresholds; absent while unknown.',
    ({ state }) => (state === 'unknown' ? undefined : state === 'passing' ? 1 : 0),
  ),
];

function family(part: string, help: string, read: (probe: ProbeView) => number | undefined): FleetFamily {
  const name = `paramedic_probe_${part}`;
  const write = (page: Page, { view, labels }: Entry) => {
    for (const probe of view.probes) {
      writeLine(page, openingOf(name, `${labelText('probe', labelValue(probe.name))},`), labels, read(probe));
    }
  };
  return { name, help, type: 'gauge', write };
}
