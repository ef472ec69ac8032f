import type { Finding } from '../containers/finding.ts';
import { AUTOHEAL_VARIABLES } from './autoheal.ts';
import type { Fault } from './fault.ts';
import { nearest } from './near-miss.ts';
import { bare, quote } from './quote.ts';
import { SETTINGS } from './settings.ts';
import type { Environment } from './source.ts';

/** Our variables: one per setting, `…_FILE` for secrets, and the path of the file. */
const VARIABLES: readonly string[] = [
  'PARAMEDIC_CONFIG',
  ...SETTINGS.flatMap((row) => (row.secret ? [row.variable, `${row.variable}_FILE`] : [row.variable])),
];

/**
 * A mistyped name must never pass silently: under our own prefix it is a fault; a name that only looks like ours, or one
 * of docker-autoheal's that we do not read, may belong to somebody else and is a finding. Values are not looked at.
 */
export function unknownVariables(env: Environment): { faults: Fault[]; findings: Finding[] } {
  const faults: Fault[] = [];
  const findings: Finding[] = [];
  for (const name of Object.keys(env)) {
    if (VARIABLES.includes(name) || Object.hasOwn(AUTOHEAL_VARIABLES, name)) continue;
    if (name.toUpperCase().startsWith('PARAMEDIC_')) faults.push(unknown(name));
    else if (name.startsWith('AUTOHEAL_')) findings.push(notUnderstood(name));
    else findings.push(...lookalike(name));
  }
  return { faults, findings };
}

const unknown = (name: string): Fault => {
  const meant = nearest(name, VARIABLES);
  const shouldBe = meant === undefined ? 'one of the variables in docs/configuration.md, or not set' : `\`${meant}\``;
  return { key: bare(name, 60), source: 'environment', is: 'no setting', shouldBe };
};

const notUnderstood = (name: string): Finding => {
  const meant = nearest(name, Object.keys(AUTOHEAL_VARIABLES));
  return {
    code: 'unknown_variable',
    subject: bare(name, 60),
    message: `${quote(name, 60)} has no effect: Paramedic does not read it.`,
    cure: meant === undefined ? 'Remove it.' : `Write ${meant}.`,
  };
};

function lookalike(name: string): Finding[] {
  const meant = nearest(name, VARIABLES);
  if (meant === undefined) return [];
  const subject = bare(name, 60);
  return [{ code: 'near_miss_variable', subject, message: `${subject} looks like ${meant}.`, cure: `Write ${meant}.` }];
}
