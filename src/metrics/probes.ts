import { Counter, type Registry } from 'prom-client';
import type { ProbeSpec } from '../config/config.ts';
import type { ProbeView, TargetView } from '../incidents/view.ts';
import type { ProbeResult } from '../probes/reading.ts';
import type { Family, Labels, Row } from './computed.ts';
import { labelValue } from './label.ts';

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

interface Entry {
  readonly view: TargetView;
  readonly labels: Labels;
}

/** The readings of one scrape. A gauge each, not a histogram: thousands of targets with ten buckets a probe would be the most of /metrics. */
export function probeFamilies(entries: () => readonly Entry[]): Family[] {
  const family = (name: string, help: string, read: (probe: ProbeView) => number | undefined): Family => ({
    name: `paramedic_probe_${name}`,
    help,
    labelNames: ['target', 'host', 'probe'],
    rows: () => entries().flatMap((entry) => rowsOf(entry, read)),
  });
  return [
    family('duration_seconds', 'How long the last answer to the probe took.', ({ latencyMs }) =>
      latencyMs === undefined ? undefined : latencyMs / 1_000,
    ),
    family(
      'passing',
      'Whether the probe passes (1) or fails (0), by its thresholds; absent while unknown.',
      ({ state }) => (state === 'unknown' ? undefined : state === 'passing' ? 1 : 0),
    ),
  ];
}

function rowsOf({ view, labels }: Entry, read: (probe: ProbeView) => number | undefined): Row[] {
  return view.probes.flatMap((probe) => {
    const value = read(probe);
    return value === undefined ? [] : [{ value, labels: { probe: labelValue(probe.name) }, sharedLabels: labels }];
  });
}
