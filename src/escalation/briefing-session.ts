import { targetWords } from './briefing-limits.ts';
import type { Escalation } from './escalation.ts';
import { quoteWord } from './quote.ts';

/** What a briefing says to an interactive session that a person leads, in the place of the rules of a run. */
export function sessionRules(escalation: Escalation, targets: readonly string[]): string {
  const repository =
    escalation.workspace === undefined
      ? ''
      : `\n- Its label names ${quoteWord(escalation.workspace, 500)} as the repository on the worker's machine.`;
  return [
    '## How to work on it',
    '',
    '- A person leads this session: say what you are about to change before you change it, and ask when in doubt.',
    `- The MCP server of Paramedic (\`claude mcp add paramedic -- npx paramedic mcp\`) serves these targets: ${targetWords(targets)}.`,
    `  Begin with \`claim_escalation\` (${escalation.id}), so that nobody else works on it meanwhile. \`logs\`, \`inspect\` and`,
    '  `stats` look; `restart` and `run_playbook` act, within the budgets and brakes of Paramedic; `comment` writes into the story.',
    '- Without it: `paramedic escalations show ID`, `paramedic explain CONTAINER`, `docker logs`.',
    '- Commit what you change, in small commits whose message says what was wrong and why this mends it.',
    `- Never: delete volumes or data, change or read secrets and keys, switch off checks.${repository}`,
  ].join('\n');
}

export const sessionEnding = (escalation: Escalation, verifyMs: number): string =>
  [
    '## How it ends',
    '',
    `Paramedic watches the container by itself: the incident is resolved when it has been healthy for ${Math.round(verifyMs / 1_000)} s, and nothing that`,
    'anybody says can settle it sooner. Then `resolve` with the escalation ends the claim; `release_escalation` gives it back unfinished.',
    `From the command line: \`paramedic escalations show ${escalation.id}\`.`,
  ].join('\n');
