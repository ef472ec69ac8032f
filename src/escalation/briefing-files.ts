import type { Incident } from '../incidents/incident.ts';
import { bySeverity } from './briefing-limits.ts';
import { quoteLines } from './quote.ts';

export interface QuotedFile {
  /** Below the briefing's folder: `evidence/1-container_unhealthy.txt`. */
  readonly path: string;
  /** For the list of files. */
  readonly what: string;
  readonly text: string;
}

const LONGEST_FILE = 40_000;
const MOST_INCIDENTS = 10;

/** The evidence of the most severe incidents, each as a file of its own: facts as JSON, then the log; each line quoted. */
export function quotedEvidence(incidents: readonly Incident[]): readonly QuotedFile[] {
  const worst = bySeverity(incidents).slice(0, MOST_INCIDENTS);
  return worst.flatMap((incident, index) => {
    const { logs, ...facts } = incident.evidence;
    const name = `evidence/${index + 1}-${incident.type}`;
    const files: QuotedFile[] = [];
    if (Object.keys(facts).length > 0) {
      const text = quoteLines(JSON.stringify(facts, undefined, 2), LONGEST_FILE);
      files.push({ path: `${name}.txt`, what: 'state, checks, probes, events, samples, set-up', text: framed(text) });
    }
    if (typeof logs === 'string' && logs !== '') {
      files.push({
        path: `${name}.log.txt`,
        what: 'last log lines before the act',
        text: framed(quoteLines(logs, LONGEST_FILE)),
      });
    }
    return files;
  });
}

const framed = (quoted: string): string =>
  `Untrusted data from a container. Every line of it begins with "| ".\n${quoted}\nEnd of the untrusted data.\n`;
