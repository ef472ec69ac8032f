import type { EscalationStory } from '../escalation/archive-port.ts';
import { type Briefing, briefingOf } from '../escalation/briefing.ts';
import { suggestionOf } from '../escalation/diagnosis.ts';
import type { Lesson } from '../escalation/escalation.ts';
import type { Diagnosis } from '../escalation/launch.ts';
import { signatureOf } from '../escalation/signature.ts';
import type { Workspace } from '../escalation/workspace.ts';
import type { WorkerDeps } from './worker-deps.ts';

const MOST_LESSONS = 3;

/** Targets of the incidents: what the typed tools serve. */
export const targetsOf = ({ escalation, incidents }: EscalationStory): readonly string[] => [
  ...new Set([escalation.target, ...incidents.map(({ target }) => target)]),
];

/** Fixes that were seen to help with the same fault, of whichever of its incidents. */
export async function recallFor(
  { incidents }: EscalationStory,
  { archive }: Pick<WorkerDeps, 'archive'>,
): Promise<Lesson[]> {
  const signatures = [...new Set(incidents.map(signatureOf))].slice(0, MOST_LESSONS);
  const recalled = await Promise.all(signatures.map((signature) => archive.recall(signature, MOST_LESSONS, 'handed')));
  return recalled.flat().slice(0, MOST_LESSONS);
}

export interface BriefParts {
  readonly story: EscalationStory;
  readonly lessons: readonly Lesson[];
  readonly workspace: Workspace | undefined;
  readonly diagnosis: Diagnosis | undefined;
}

/** What the run is told, from the story as it is now. */
export const briefOf = (parts: BriefParts, { settings }: Pick<WorkerDeps, 'settings'>): Briefing =>
  briefingOf({
    story: parts.story,
    lessons: parts.lessons,
    workspace: parts.workspace,
    targets: targetsOf(parts.story),
    verifyMs: settings.verifyMs,
    suggestion: parts.diagnosis === undefined ? undefined : suggestionOf(parts.diagnosis),
  });
