import type { Incident } from '../incidents/incident.ts';
import type { EscalationStory } from './archive-port.ts';
import type { Diagnose, Diagnosis } from './launch.ts';
import { quoteLines, quoteWord } from './quote.ts';

/** Bytes of the question, evidence included. */
export const LONGEST_QUESTION = 24 * 1_024;
/** Tried from the largest on, in characters: a character may have up to four bytes, and quoting adds some. */
const EVIDENCE_LENGTHS = [18_000, 9_000, 5_000, 2_000, 500] as const;
const MOST_INCIDENTS = 5;
const LAST_ENTRIES = 20;

/** The question of the one-call diagnosis: what happened, what was tried, the evidence quoted line by line; no secret in it. Pure. */
export function diagnosisPromptOf(story: EscalationStory): string {
  const head = headOf(story);
  const texts = story.incidents.slice(0, MOST_INCIDENTS).flatMap(evidenceOf);
  for (const length of EVIDENCE_LENGTHS) {
    const each = Math.floor(length / Math.max(1, texts.length));
    const evidence = texts.map(({ what, text }) => `${what}, written by the container:\n${quoteLines(text, each)}`);
    const question = [head, ...evidence].join('\n\n');
    if (Buffer.byteLength(question) <= LONGEST_QUESTION) return question;
  }
  return head;
}

/**
 * Asks once before a run and notes the answer; undefined: there is none, which holds nobody up. Never rejects. `note`: puts it on
 * record, where people see it.
 */
export async function diagnoseEscalation(
  story: EscalationStory,
  diagnose: Diagnose,
  note: (diagnosis: Diagnosis) => Promise<unknown>,
): Promise<Diagnosis | undefined> {
  const diagnosis = await diagnose(diagnosisPromptOf(story));
  // It is recorded with the end of the escalation, too.
  if (diagnosis !== undefined) await note(diagnosis).catch(() => {});
  return diagnosis;
}

function headOf({ escalation, incidents, timeline, remediations }: EscalationStory): string {
  const more = incidents.length - MOST_INCIDENTS;
  return [
    `Handed over: ${quoteWord(escalation.target)}, because of ${escalation.reason}.`,
    'Incidents:',
    ...incidents.slice(0, MOST_INCIDENTS).map(incidentLine),
    ...(more > 0 ? [`- and ${more} more`] : []),
    'What happened:',
    ...timeline.slice(-LAST_ENTRIES).map((it) => `- ${iso(it.timestamp)} ${it.kind} ${quoteWord(it.reason, 100)}`),
    'What was tried:',
    ...remediations
      .slice(-LAST_ENTRIES)
      .map(
        (it) =>
          `- ${it.action}, ${it.outcome ?? 'not finished'}${it.error === undefined ? '' : `: ${quoteWord(it.error)}`}`,
      ),
  ].join('\n');
}

function evidenceOf({ type, evidence: { logs, ...facts } }: Incident) {
  return [
    ...(Object.keys(facts).length === 0
      ? []
      : [{ what: `State, checks and samples (${type})`, text: JSON.stringify(facts, undefined, 1) }]),
    ...(typeof logs === 'string' && logs !== '' ? [{ what: `Last lines of the log (${type})`, text: logs }] : []),
  ];
}

const incidentLine = ({ type, severity, target, timestamp, description, evidence }: Incident): string =>
  `- ${type} (${severity}) of ${quoteWord(target)} on image ${quoteWord(String(evidence.image ?? 'unknown'))} since ${iso(timestamp)}: ${quoteWord(description, 300)}`;

const iso = (at: number): string => new Date(at).toISOString();
