import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EscalationStory } from '../../../src/escalation/archive-port.ts';
import {
  diagnoseEscalation,
  diagnosisPromptOf,
  LONGEST_QUESTION,
} from '../../../src/escalation/diagnose-escalation.ts';
import { recordedDiagnosis, suggestionOf } from '../../../src/escalation/diagnosis.ts';
import type { Diagnosis } from '../../../src/escalation/launch.ts';
import type { Incident } from '../../../src/incidents/incident.ts';
import { attempt, T0 } from '../../support/charts.ts';
import { escalation, troubled } from '../../support/escalations.ts';

const storyOf = (...incidents: Incident[]): EscalationStory => ({
  escalation: escalation(),
  incidents,
  timeline: [{ id: '1', incidentId: 'a', timestamp: T0, kind: 'opened', reason: 'health_check_fails', detail: {} }],
  remediations: [attempt({ outcome: 'failed', error: 'no such `image`', finishedAt: T0 })],
  ...{ runs: [], approvals: [] },
});
const DIAGNOSIS: Diagnosis = {
  ...{ cause: 'configuration', confidence: 'high', explanation: 'A comma is missing.' },
  suggestedAction: 'none',
};

describe('the question of the diagnosis', () => {
  it('tells what happened, what was tried, and what the container wrote', () => {
    expect(diagnosisPromptOf(storyOf(troubled()))).toBe(
      [
        'Handed over: `shop/web#1`, because of attempts_exhausted.',
        'Incidents:',
        `- container_unhealthy (warning) of \`shop/web#1\` on image \`shop/web:1.4\` since ${new Date(T0).toISOString()}: \`3 checks failed in a row\``,
        'What happened:',
        `- ${new Date(T0).toISOString()} opened \`health_check_fails\``,
        'What was tried:',
        "- restart, failed: `no such 'image'`",
        '',
        'State, checks and samples (container_unhealthy), written by the container:',
        '| {',
        '|  "image": "shop/web:1.4",',
        '|  "state": "running"',
        '| }',
        '',
        'Last lines of the log (container_unhealthy), written by the container:',
        '| listening',
        '| Error: cannot read /etc/app.json',
      ].join('\n'),
    );
  });

  it('is never longer than 24 KiB, quotes every line of a container, and holds no secret, whatever there is', () => {
    const nasty = fc.constantFrom(
      '\n',
      '\r\n',
      '\u2028',
      '日本'.repeat(400),
      '| ',
      'API_KEY=hunter2secret ',
      'x'.repeat(3_000),
    );
    const text = fc
      .array(fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 40 })), { maxLength: 30 })
      .map((it) => it.join(''));
    const incident = fc
      .record({ logs: text, description: text, target: text, state: text })
      .map(({ logs, state, ...rest }) => troubled({ ...rest, evidence: { logs, state } }));
    fc.assert(
      fc.property(fc.array(incident, { minLength: 1, maxLength: 9 }), (incidents) => {
        const question = diagnosisPromptOf(storyOf(...incidents));
        expect(Buffer.byteLength(question)).toBeLessThanOrEqual(LONGEST_QUESTION);
        expect(question).not.toContain('hunter2secret');
        for (const line of question.split('\n')) {
          expect(line).toMatch(/^(\||- |Handed over: |Incidents:$|What |State, |Last lines |$)/);
        }
      }),
    );
  });
});

describe('the diagnosis of an escalation', () => {
  it('goes on without an answer, and without a place to note it', async () => {
    const notes: Diagnosis[] = [];
    const note = async (it: Diagnosis) => void notes.push(it);
    expect(await diagnoseEscalation(storyOf(troubled()), async () => undefined, note)).toBeUndefined();
    expect(notes).toEqual([]);
    const away = () => Promise.reject(new Error('storage is away'));
    expect(await diagnoseEscalation(storyOf(troubled()), async () => DIAGNOSIS, away)).toEqual(DIAGNOSIS);
  });

  it('is read back from the record as it was, and what is none is none', () => {
    const recorded = recordedDiagnosis(JSON.parse(JSON.stringify(DIAGNOSIS)));
    expect(recorded).toEqual(DIAGNOSIS);
    expect(suggestionOf(DIAGNOSIS)).toBe('configuration (high confidence): A comma is missing. It suggests: none');
    expect(recordedDiagnosis(undefined)).toBeUndefined();
    expect(recordedDiagnosis({ cause: 'rm -rf /' })).toBeUndefined();
  });
});
