import { describe, expect, it } from '@jest/globals';
import { DIAGNOSIS_RULES, readDiagnosis } from '../../../src/escalation/diagnosis.ts';

const given = {
  cause: 'configuration',
  confidence: 'high',
  explanation: 'A port is no number.',
  suggested_action: 'none',
};
const answer = (more: object = {}): string => JSON.stringify({ ...given, ...more });

describe('readDiagnosis', () => {
  const expected = {
    cause: 'configuration',
    confidence: 'high',
    explanation: 'A port is no number.',
    suggestedAction: 'none',
  };

  it('reads the object, also with words or a fence around it', () => {
    expect(readDiagnosis(answer())).toEqual(expected);
    expect(readDiagnosis(`Here it is:\n\`\`\`json\n${answer()}\n\`\`\``)).toEqual(expected);
  });

  it('keeps nothing but what was asked for, in plain words, without secrets, not too long', () => {
    const text = `\u001b[31mkey sk-ant-api03-${'a1B2'.repeat(20)} ${'x'.repeat(5_000)}`;
    const read = readDiagnosis(answer({ explanation: text, command: 'rm -rf /' }));
    expect(Object.keys(read ?? {})).toEqual(['cause', 'confidence', 'explanation', 'suggestedAction']);
    for (const hidden of ['sk-ant-api03-a1B2', '\u001b']) expect(read?.explanation).not.toContain(hidden);
    expect(read?.explanation.length).toBe(1_000);
  });

  it.each([
    '',
    'no object',
    '{',
    '}{',
    '{"cause": ',
    '[]',
    answer({ cause: 'magic' }),
    answer({ suggested_action: 'rm -rf /' }),
    answer({ explanation: '  ' }),
    answer({ explanation: 7 }),
    answer({ confidence: undefined }),
  ])('makes nothing of %j', (text) => {
    expect(readDiagnosis(text)).toBeUndefined();
  });

  it('names every cause and action in its rules', () => {
    for (const word of ['configuration', 'unknown', 'restart-dependents', 'none'])
      expect(DIAGNOSIS_RULES).toContain(word);
  });
});
