import { readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { messageOf, ParamedicError } from '../base/errors.ts';
import type { HostProbe } from '../containers/ports.ts';
import type { HostSample } from '../containers/sample.ts';
import { type CpuTimes, cpuRatio, parseLoadavg, parseMeminfo, parseStat } from './parse-proc.ts';

export interface HostProbeOptions {
  /** Where the machine's /proc is; inside a container it may be mounted elsewhere. */
  procPath?: string;
  /** A path on the disk that shall not fill up. */
  diskPath: string;
  clock: Clock;
}

/** Samples the machine from /proc; the CPU ratio is that of the time since the sample before. */
export class ProcHostProbe implements HostProbe {
  readonly #options: HostProbeOptions;
  #previous: CpuTimes | undefined;

  constructor(options: HostProbeOptions) {
    this.#options = options;
  }

  async sample(): Promise<HostSample> {
    const { procPath = '/proc', diskPath, clock } = this.#options;
    const read = (file: string) => readFile(join(procPath, file), 'utf8');
    try {
      const [stat, meminfo, loadavg, disk] = await Promise.all([
        ...([read('stat'), read('meminfo'), read('loadavg')] as const),
        statfs(diskPath),
      ]);
      const cpu = parseStat(stat);
      const ratio = this.#previous && cpuRatio(this.#previous, cpu);
      this.#previous = cpu;
      const memory = parseMeminfo(meminfo);
      const [load1, load5, load15] = parseLoadavg(loadavg);
      return {
        at: clock.now(),
        cpuRatio: ratio,
        memoryTotalBytes: memory.totalBytes,
        memoryAvailableBytes: memory.availableBytes,
        diskTotalBytes: disk.blocks * disk.bsize,
        // What is left for those who are not root.
        diskAvailableBytes: disk.bavail * disk.bsize,
        ...{ load1, load5, load15, cores: cpu.cores },
      };
    } catch (cause) {
      throw new ParamedicError('host_unreadable', `cannot sample the machine from ${procPath}: ${messageOf(cause)}`, {
        retryable: true,
        cure: 'Let Paramedic read /proc and its data folder: on Linux, or in its container (`docker compose up`).',
        cause,
      });
    }
  }
}
