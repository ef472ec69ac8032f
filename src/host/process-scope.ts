import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';

/**
 * Within which a process number means the same process: this boot of this machine, and this container. Made up where that
 * cannot be known (no /proc), so that nobody takes the numbers of others for his own.
 */
export function processScope(procPath = '/proc'): string {
  try {
    const boot = readFileSync(`${procPath}/sys/kernel/random/boot_id`, 'utf8').trim();
    const namespace = readlinkSync(`${procPath}/self/ns/pid`);
    return createHash('sha256').update(`${boot} ${namespace}`).digest('hex').slice(0, 8);
  } catch {
    return randomBytes(4).toString('hex');
  }
}
