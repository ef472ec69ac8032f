import { messageOf, ParamedicError } from '../base/errors.ts';
import type { Change } from '../incidents/ledger.ts';
import { cleanJson } from './clean.ts';
import type { Fence } from './fence.ts';

/** One record on disk: its changes, and under which lead they were made. */
export interface SpoolLine {
  readonly changes: readonly Change[];
  readonly fence: Fence | undefined;
}

export const lineOf = (changes: readonly Change[], fence: Fence | undefined): string =>
  cleanJson(fence === undefined ? changes : { fence, changes });

/** Lines without a lead are a bare list. Throws `storage_rejected`. */
export function parseLine(line: string): SpoolLine {
  try {
    const found: unknown = JSON.parse(line);
    if (Array.isArray(found)) return { changes: found as Change[], fence: undefined };
    const { changes, fence } = found as { changes?: unknown; fence?: Partial<Fence> };
    if (Array.isArray(changes) && typeof fence?.host === 'string' && Number.isSafeInteger(fence.epoch)) {
      return { changes: changes as Change[], fence: fence as Fence };
    }
    throw new Error('a line of the spool is a list of changes, or changes with their fence');
  } catch (cause) {
    throw new ParamedicError('storage_rejected', `cannot read a line of the spool: ${messageOf(cause)}`, { cause });
  }
}

/** The changes of the first lines, as far as one transaction may hold them: made under one lead. Undefined: the first is damaged. */
export function sharing(lines: readonly string[]): (SpoolLine & { readonly lines: number }) | undefined {
  const read: SpoolLine[] = [];
  for (const line of lines) {
    const next = unlessDamaged(line);
    const first = read[0] ?? next;
    if (next === undefined || !isSameLead(first?.fence, next.fence)) break;
    read.push(next);
  }
  const [first] = read;
  if (first === undefined) return undefined;
  return { changes: read.flatMap(({ changes }) => changes), fence: first.fence, lines: read.length };
}

const isSameLead = (a: Fence | undefined, b: Fence | undefined): boolean =>
  a?.host === b?.host && a?.epoch === b?.epoch;

function unlessDamaged(line: string): SpoolLine | undefined {
  try {
    return parseLine(line);
  } catch {
    return undefined;
  }
}
