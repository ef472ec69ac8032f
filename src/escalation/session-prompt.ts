import type { EscalationArchive, EscalationStory, Recall } from './archive-port.ts';
import { briefingOf } from './briefing.ts';
import { recordedDiagnosis, suggestionOf } from './diagnosis.ts';
import { signatureOf } from './signature.ts';

const MOST_LESSONS = 3;

/**
 * The briefing as one text for an interactive session: what containers said stands at its end, quoted line by line. Reads what
 * helped before from the archive.
 */
export async function sessionPrompt(
  story: EscalationStory,
  archive: Pick<EscalationArchive, 'recall'>,
  verifyMs: number,
  how: Recall,
): Promise<string> {
  const { escalation, incidents } = story;
  const signatures = [...new Set(incidents.map(signatureOf))].slice(0, MOST_LESSONS);
  const recalled = await Promise.all(signatures.map((signature) => archive.recall(signature, MOST_LESSONS, how)));
  const diagnosis = recordedDiagnosis(escalation.diagnosis);
  const { text, files } = briefingOf({
    story,
    lessons: recalled.flat().slice(0, MOST_LESSONS),
    workspace: undefined,
    targets: [...new Set([escalation.target, ...incidents.map(({ target }) => target)])],
    verifyMs,
    suggestion: diagnosis === undefined ? undefined : suggestionOf(diagnosis),
    audience: 'session',
  });
  const evidence = files.map(({ path, what, text: quoted }) => `## ${path}: ${what}\n\n${quoted}`);
  return [text, ...evidence].join('\n');
}
