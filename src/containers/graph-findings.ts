import { plainText } from '../base/plain-text.ts';
import type { Finding } from './finding.ts';

/** So many members of a circle are named; a person finds the others there. */
const NAMED = 8;

/** Names come from labels: hostile text, capped. */
const named = (text: string): string => `\`${plainText(text).slice(0, 120)}\``;

export function cycleFinding(members: readonly string[]): Finding {
  const [first = ''] = members;
  const more = members.length > NAMED ? ` and ${members.length - NAMED} more` : '';
  const list = members.slice(0, NAMED).map(named).join(', ') + more;
  return {
    code: 'dependency_cycle',
    subject: first,
    message:
      members.length === 1
        ? `${named(first)} depends on itself; that is not counted.`
        : `${list} depend on each other in a circle; among them nobody is healed before the others.`,
    cure: 'Take one of the dependencies out of `depends_on`, of the label `paramedic.depends-on` or of `network_mode`.',
  };
}

export const unknownFinding = (target: string, wanted: string): Finding => ({
  code: 'unknown_dependency',
  subject: target,
  message: `The label \`paramedic.depends-on\` of ${named(target)} names ${named(wanted)}, and nobody is called so.`,
  cure: 'Write a target as `paramedic status` shows it, a container name, a service of the same project, or `project/service`.',
});
