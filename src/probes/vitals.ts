import type { ThresholdConfig } from '../config/config.ts';
import { LEAK_BLOCKS, type LeakVerdict, leakVerdict } from './leak.ts';
import { type Presence, sustained } from './sustained.ts';
import type { Symptom } from './symptom.ts';
import { Window } from './window.ts';
import { bytesInWords, percentInWords, spanInWords } from './words.ts';

/** One sample in the terms that thresholds are in. */
export interface VitalSample {
  readonly at: number;
  /** Of what it may use, in 0..1; undefined when it is not known. */
  readonly cpuRatio: number | undefined;
  readonly memoryBytes: number | undefined;
  /** Undefined without a limit: then the host's pressure tells when it gets tight. */
  readonly memoryLimitBytes: number | undefined;
  /** Its limit, or, without one, what it uses and what the host has left. */
  readonly memoryCeilingBytes: number | undefined;
}

export interface VitalRules {
  readonly name: string;
  readonly thresholds: ThresholdConfig;
  readonly cpuRatio: number;
  readonly memoryRatio: number;
}

/** Enough for a mean; the windows of sustained figures are short. */
const SUSTAINED_SLOTS = 20;
/** Ten a block: its lowest is the floor between collections. */
const LEAK_SLOTS = 10 * LEAK_BLOCKS;

type Leak = Extract<LeakVerdict, { presence: 'present' }>;

type Found = Readonly<Record<'cpu' | 'memory' | 'leak', Symptom | undefined>>;

/** The windows of one life of one container, and which symptoms it has. Knows no clock: time is that of the samples. */
export class Vitals {
  readonly #cpu: Window;
  readonly #memory: Window;
  readonly #leak: Window;
  #found: Found = { cpu: undefined, memory: undefined, leak: undefined };

  /** `intervalMs`: how far apart samples are; three that are missing in a row are a gap. */
  constructor(thresholds: ThresholdConfig, intervalMs: number) {
    const maxGapMs = 3.5 * intervalMs;
    this.#cpu = new Window({ coverMs: thresholds.cpuForMs, slots: SUSTAINED_SLOTS, maxGapMs });
    this.#memory = new Window({ coverMs: thresholds.memoryForMs, slots: SUSTAINED_SLOTS, maxGapMs });
    this.#leak = new Window({ coverMs: thresholds.leakWindowMs, slots: LEAK_SLOTS, maxGapMs });
  }

  /** Takes one sample in and tells which symptoms there are now. What a gap makes unknown stays as it was. */
  next(sample: VitalSample, rules: VitalRules): readonly Symptom[] {
    const { cpu, memory, leak } = this.#found;
    this.#found = {
      cpu: this.#highCpu(sample, rules, cpu),
      memory: this.#highMemory(sample, rules, memory),
      leak: this.#growing(sample, rules, leak),
    };
    return Object.values(this.#found).filter((symptom) => symptom !== undefined);
  }

  #highCpu({ at, cpuRatio }: VitalSample, rules: VitalRules, before: Symptom | undefined): Symptom | undefined {
    if (cpuRatio === undefined || !this.#cpu.push(at, cpuRatio)) return before;
    const { name, cpuRatio: threshold } = rules;
    const forMs = rules.thresholds.cpuForMs;
    const { presence, mean, highest } = sustained(this.#cpu, threshold, forMs, before !== undefined);
    return settled(presence, before, () => ({
      type: 'high_cpu',
      severity: 'warning',
      reason: 'cpu_high',
      description: `${name} used ${percentInWords(mean)} of the CPU time that it may use over ${spanInWords(forMs)}`,
      evidence: { meanRatio: mean, highestRatio: highest, thresholdRatio: threshold, forMs },
    }));
  }

  #highMemory(sample: VitalSample, rules: VitalRules, before: Symptom | undefined): Symptom | undefined {
    const { at, memoryBytes, memoryLimitBytes: limitBytes } = sample;
    if (memoryBytes === undefined) return before;
    if (limitBytes === undefined) {
      this.#memory.clear();
      return undefined;
    }
    if (!this.#memory.push(at, memoryBytes / limitBytes)) return before;
    const { name, memoryRatio: threshold } = rules;
    const forMs = rules.thresholds.memoryForMs;
    const { presence, mean, highest } = sustained(this.#memory, threshold, forMs, before !== undefined);
    const used = `${percentInWords(mean)} of its ${bytesInWords(limitBytes)} of memory`;
    return settled(presence, before, () => ({
      type: 'high_memory',
      severity: 'warning',
      reason: 'memory_high',
      description: `${name} used ${used} over ${spanInWords(forMs)}`,
      evidence: { meanRatio: mean, highestRatio: highest, thresholdRatio: threshold, limitBytes, forMs },
    }));
  }

  #growing(sample: VitalSample, rules: VitalRules, before: Symptom | undefined): Symptom | undefined {
    const { at, memoryBytes, memoryCeilingBytes: ceilingBytes } = sample;
    if (memoryBytes === undefined || ceilingBytes === undefined || !this.#leak.push(at, memoryBytes)) return before;
    const { leakWindowMs: windowMs, leakHorizonMs: horizonMs } = rules.thresholds;
    const leak = leakVerdict(this.#leak, { windowMs, horizonMs, ceilingBytes }, before !== undefined);
    if (leak.presence !== 'present') return leak.presence === 'unknown' ? before : undefined;
    return leakSymptom(rules.name, sample, leak, windowMs);
  }
}

function leakSymptom(
  name: string,
  { memoryBytes, memoryLimitBytes, memoryCeilingBytes: ceilingBytes = 0 }: VitalSample,
  { growth, reachesAt: endsAt }: Leak,
  windowMs: number,
): Symptom {
  const limited = memoryLimitBytes !== undefined;
  const { grownBytes, bytesPerMs, risingShare } = growth;
  const reachesAt = new Date(endsAt).toISOString();
  const end = limited ? `its limit of ${bytesInWords(ceilingBytes)}` : "the end of the host's memory";
  const grown = `${bytesInWords(grownBytes)} within ${spanInWords(windowMs)}`;
  return {
    type: 'memory_leak',
    severity: 'warning',
    reason: 'memory_only_grows',
    description: `The memory of ${name} only grows: ${grown}; at this speed it reaches ${end} at ${reachesAt}`,
    evidence: {
      memoryBytes,
      ceilingBytes,
      limited,
      grownBytes,
      bytesPerHour: Math.round(bytesPerMs * 3_600_000),
      risingShare,
      reachesAt,
      windowMs,
    },
  };
}

function settled(presence: Presence, before: Symptom | undefined, describe: () => Symptom): Symptom | undefined {
  if (presence === 'unknown') return before;
  return presence === 'present' ? describe() : undefined;
}
