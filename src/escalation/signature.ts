import { createHash } from 'node:crypto';
import type { Incident } from '../incidents/incident.ts';

/** Lines that say what went wrong look like this; the last one of them is what a fault is known by. */
const TELLING =
  /\b(?:error|fatal|panic|exception|traceback|refused|denied|failed|failure|cannot|can't|unable|invalid|missing|not found|no such|out of memory|oom|segfault|timed? ?out)\b/i;
/** What differs from time to time, most specific first. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/\b\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}(?::\d{2})?(?:[.,]\d+)?(?:z|[+-]\d{2}:?\d{2})?/g, '<time>'],
  [/\b\d{2}:\d{2}:\d{2}(?:[.,]\d+)?\b/g, '<time>'],
  [/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/g, '<id>'],
  [/\b(?:0x)?(?=[0-9a-f]*\d)[0-9a-f]{8,}\b/g, '<id>'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, '<address>'],
  [/\d+/g, '<n>'],
];
const LONGEST_LINE = 200;
const READ_LINES = 200;

/** The line that tells most of a log, without what differs from time to time; empty when none does. Linear in the text. */
export function tellingLine(log: string): string {
  const lines = log.split('\n').slice(-READ_LINES);
  const line = lines.findLast((candidate) => TELLING.test(candidate.slice(0, 2_000))) ?? '';
  let plain = line.slice(0, 2_000).toLowerCase();
  for (const [pattern, mark] of VARYING) plain = plain.replaceAll(pattern, mark);
  return plain.replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_LINE);
}

/** `registry/name:tag@digest` → `registry/name`: a fault outlives versions. */
export const imageName = (image: string): string =>
  image.replace(/@sha256:.*$/, '').replace(/:[^/:]*$/, '') || 'unknown';

/**
 * Equal for incidents that the same fix may help: type, image without its version, and the telling line of the log (else of
 * the last health check).
 */
export function signatureOf(incident: Pick<Incident, 'type' | 'evidence' | 'description'>): string {
  const { logs, image, lastCheck } = incident.evidence;
  const output = (lastCheck as { output?: unknown } | null | undefined)?.output;
  const line = tellingLine(textOf(logs)) || tellingLine(textOf(output)) || tellingLine(incident.description);
  return createHash('sha256')
    .update(JSON.stringify([incident.type, imageName(textOf(image)), line]))
    .digest('hex')
    .slice(0, 32);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
