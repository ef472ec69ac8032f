import type { ThresholdConfig } from '../config/config.ts';
import type { HostSample } from '../containers/sample.ts';
import type { HostSymptom } from './symptom.ts';
import { bytesInWords, percentInWords, spanInWords } from './words.ts';

type Thresholds = Pick<ThresholdConfig, 'diskFreeRatio' | 'hostMemoryFreeRatio' | 'hostLoadPerCore' | 'hostForMs'>;

type HostReason = 'disk_nearly_full' | 'memory_nearly_exhausted' | 'overloaded';

/** A figure that is bad only when it stays so. */
interface Spell {
  /** Since when it is bad without a pause; undefined: it is not. */
  readonly since: number | undefined;
  readonly present: boolean;
}

export interface HostState {
  readonly lastAt: number;
  readonly diskFull: boolean;
  readonly memory: Spell;
  readonly load: Spell;
}

/** Free space (disk, memory) has to be so much more than what it took to begin. */
const LEAVE_MORE_RATIO = 0.02;
/** Load has to be below this share of what it took to begin. */
const LEAVE_LOAD_SHARE = 0.8;

/** As it was before a restart of Paramedic, from the reasons of the incidents that are open; nothing without any. */
export function hostStateOf(reasons: readonly string[]): HostState {
  const spell = (reason: HostReason): Spell => ({ since: undefined, present: reasons.includes(reason) });
  return {
    lastAt: 0,
    diskFull: reasons.includes('disk_nearly_full'),
    memory: spell('memory_nearly_exhausted'),
    load: spell('overloaded'),
  };
}

/** Pure: takes one sample in. A pause of more than `maxGapMs` between samples proves nothing: a spell begins anew after it. */
export function nextHostState(
  state: HostState,
  sample: HostSample,
  thresholds: Thresholds,
  maxGapMs: number,
): HostState {
  const { diskFreeRatio, hostMemoryFreeRatio, hostLoadPerCore, hostForMs } = thresholds;
  const disk = freeRatio(sample.diskAvailableBytes, sample.diskTotalBytes);
  const memory = freeRatio(sample.memoryAvailableBytes, sample.memoryTotalBytes);
  const load = sample.load1 / Math.max(1, sample.cores);
  const gap = sample.at - state.lastAt > maxGapMs;
  const next = (spell: Spell, bad: boolean, calm: boolean): Spell => {
    const since = bad ? ((gap ? undefined : spell.since) ?? sample.at) : undefined;
    const lasts = since !== undefined && sample.at - since >= hostForMs;
    return { since, present: spell.present ? !calm : lasts };
  };
  return {
    lastAt: sample.at,
    diskFull: disk < (state.diskFull ? diskFreeRatio + LEAVE_MORE_RATIO : diskFreeRatio),
    memory: next(state.memory, memory < hostMemoryFreeRatio, memory >= hostMemoryFreeRatio + LEAVE_MORE_RATIO),
    load: next(state.load, load > hostLoadPerCore, load <= hostLoadPerCore * LEAVE_LOAD_SHARE),
  };
}

/** What the state means, with the figures of the newest sample. */
export function hostSymptoms(
  host: string,
  state: HostState,
  sample: HostSample,
  thresholds: Thresholds,
): readonly HostSymptom[] {
  const forWords = spanInWords(thresholds.hostForMs);
  const { diskAvailableBytes, diskTotalBytes, memoryAvailableBytes, memoryTotalBytes, load1, cores } = sample;
  const diskFree = freeRatio(diskAvailableBytes, diskTotalBytes);
  const memoryFree = freeRatio(memoryAvailableBytes, memoryTotalBytes);
  const free = (bytes: number, ratio: number) => `${bytesInWords(bytes)} (${percentInWords(ratio)})`;
  const symptoms: (HostSymptom | false)[] = [
    state.diskFull && {
      type: 'host_disk',
      severity: 'critical',
      reason: 'disk_nearly_full',
      description: `The disk of ${host} is nearly full: ${free(diskAvailableBytes, diskFree)} left`,
      evidence: { diskAvailableBytes, diskTotalBytes, thresholdRatio: thresholds.diskFreeRatio },
    },
    state.memory.present && {
      type: 'host_pressure',
      severity: 'critical',
      reason: 'memory_nearly_exhausted',
      description: `The memory of ${host} is nearly exhausted for more than ${forWords}: ${free(memoryAvailableBytes, memoryFree)} left`,
      evidence: { memoryAvailableBytes, memoryTotalBytes, thresholdRatio: thresholds.hostMemoryFreeRatio },
    },
    state.load.present && {
      type: 'host_pressure',
      severity: 'warning',
      reason: 'overloaded',
      description: `${host} is overloaded for more than ${forWords}: load ${load1.toFixed(1)} on ${cores} cores`,
      evidence: { load1, cores, thresholdPerCore: thresholds.hostLoadPerCore },
    },
  ];
  return symptoms.filter((symptom) => symptom !== false);
}

/** A disk or memory of size zero tells nothing, and is not full. */
const freeRatio = (available: number, total: number): number => (total > 0 ? available / total : 1);
