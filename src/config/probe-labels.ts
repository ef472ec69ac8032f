import type { ProbeSpec } from './container-settings.ts';
import { type Label, named } from './label.ts';
import { probeNameIn } from './label-families.ts';
import { PROBE_LABELS } from './label-names.ts';
import type { LabelReader } from './label-reader.ts';

const MAX_PROBES = 10;
const KINDS = ['http', 'tcp', 'exec'] as const;
const LEFT_OUT = 'this probe is left out';
const ONLY_HTTP: readonly Label<unknown>[] = [PROBE_LABELS.status, PROBE_LABELS.body];

const DEFAULT_TIMEOUT_MS = 5_000;

/** The probes that the labels ask for, by name. One that is wrong anywhere is left out as a whole: half a probe would reassure wrongly. */
export function readProbes(reader: LabelReader): readonly ProbeSpec[] {
  const names = new Set<string>();
  for (const label of reader.names) {
    const name = probeNameIn(label);
    if (name !== undefined) names.add(name);
  }
  const sorted = [...names].sort();
  const [surplus] = sorted.slice(MAX_PROBES);
  if (surplus !== undefined) {
    const what = `and ${sorted.length - MAX_PROBES - 1} more probes are left out: a container has at most ${MAX_PROBES}.`;
    reader.tell('too_many_probes', `paramedic.probe.${surplus}`, what, 'Remove some probes.');
  }
  return sorted.slice(0, MAX_PROBES).flatMap((name) => readProbe(name, reader) ?? []);
}

function readProbe(name: string, reader: LabelReader): ProbeSpec | undefined {
  const before = reader.findings.length;
  const part = <T>(family: Label<T>): T | undefined => reader.read(named(family, name), LEFT_OUT);
  const given = KINDS.filter((kind) => reader.has(named(PROBE_LABELS[kind], name)));
  const [kind = 'http'] = given;
  const intervalMs = part(PROBE_LABELS.interval) ?? 30_000;
  const spec = {
    ...{ name, kind, intervalMs },
    address: part<string>(PROBE_LABELS[kind]) ?? '',
    timeoutMs: part(PROBE_LABELS.timeout) ?? Math.min(DEFAULT_TIMEOUT_MS, intervalMs),
    failures: part(PROBE_LABELS.failures) ?? 3,
    successes: part(PROBE_LABELS.successes) ?? 1,
    status: part(PROBE_LABELS.status) ?? [[200, 399] as const],
    body: part(PROBE_LABELS.body),
    maxLatencyMs: part(PROBE_LABELS.maxLatency),
  };
  const onlyHttp = ONLY_HTTP.find((family) => reader.has(named(family, name)));
  const wrong = (family: Label<unknown>, what: string, cure: string): void =>
    reader.tell('bad_probe', named(family, name).name, `${what}; ${LEFT_OUT}.`, cure);

  if (given.length === 0) {
    const what = `belongs to a probe without \`http\`, \`tcp\` or \`exec\`; ${LEFT_OUT}.`;
    reader.tell('bad_probe', `paramedic.probe.${name}`, what, `Write ${PROBE_LABELS.http.kind.expects} as .http.`);
  }
  if (given.length > 1) wrong(PROBE_LABELS[kind], `stands beside .${given[1]}`, 'Give each of them a name of its own.');
  if (kind !== 'http' && onlyHttp !== undefined) wrong(onlyHttp, `means nothing for ${kind}`, 'Remove it.');
  if (spec.timeoutMs > intervalMs) {
    wrong(PROBE_LABELS.timeout, 'is longer than the interval', 'Write a longer interval, or a shorter timeout.');
  }
  if (spec.maxLatencyMs !== undefined && spec.maxLatencyMs > spec.timeoutMs) {
    wrong(PROBE_LABELS.maxLatency, 'is longer than the timeout', 'Write a longer timeout, or a shorter max-latency.');
  }
  return reader.findings.length === before ? spec : undefined;
}
