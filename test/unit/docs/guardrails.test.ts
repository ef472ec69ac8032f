import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { renderGuardrailsPage } from '../../../scripts/guardrails-reference.ts';
import { LIMITS } from '../../../src/escalation/gate/limits.ts';
import { PROGRAMS } from '../../../src/escalation/gate/rules.ts';
import { SESSION_LIMITS } from '../../../src/escalation/gate/session.ts';

const page = readFileSync('docs/guardrails.md', 'utf8');

describe('docs/guardrails.md', () => {
  it('says what the rules say; `npm run docs` brings it up to date', () => {
    expect(page).toBe(renderGuardrailsPage(page));
    for (const name of Object.keys(PROGRAMS)) expect(page).toContain(`| \`${name}\` |`);
  });

  it('names the limits that are in force', () => {
    expect(page).toContain(
      `${LIMITS.commandLength.toLocaleString('en')} characters, ${LIMITS.words} words or ${LIMITS.commands} commands`,
    );
    expect(page).toContain(`larger than ${LIMITS.fileLength / 1_024} KiB (as YAML ${LIMITS.yamlLength / 1_024} KiB)`);
    const { denials, escapes, questions } = SESSION_LIMITS;
    expect(page).toContain(`after ${denials}, or after ${escapes} that count as a try to break out`);
    expect(page).toContain(`After ${questions} questions no more are asked`);
  });
});
