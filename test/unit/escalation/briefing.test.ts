import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type BriefingInput, briefingOf } from '../../../src/escalation/briefing.ts';
import { quoteLines, quoteWord } from '../../../src/escalation/quote.ts';
import { attempt, T0 } from '../../support/charts.ts';
import { escalation, troubled } from '../../support/escalations.ts';

const given = (part: Partial<BriefingInput> = {}): BriefingInput => ({
  story: {
    escalation: escalation(),
    incidents: [troubled()],
    timeline: [
      { id: '1', incidentId: 'a', timestamp: T0, kind: 'opened', reason: 'unhealthy', detail: {} },
      { id: '2', incidentId: 'a', timestamp: T0 + 1_000, kind: 'intended', reason: 'restart', detail: {} },
      { id: '3', incidentId: 'a', timestamp: T0 + 9_000, kind: 'escalated', reason: 'attempts_exhausted', detail: {} },
    ],
    remediations: [attempt({ outcome: 'done', finishedAt: T0 + 2_000 })],
    runs: [],
    approvals: [],
  },
  lessons: [
    {
      id: 'l',
      signature: 's',
      incidentType: 'container_unhealthy',
      target: 'shop/web#1',
      image: 'shop/web',
      learntAt: T0 - 86_400_000,
      escalationId: undefined,
      rootCause: 'app.json was not valid JSON.',
      fix: 'Added the missing comma.',
      commits: [{ hash: '0123456789abcdef', subject: 'Add the missing comma' }],
    },
  ],
  workspace: { path: '/srv/shop', branch: 'paramedic/0192d8a4' },
  targets: ['shop/web#1'],
  verifyMs: 30_000,
  suggestion: undefined,
  ...part,
});

describe('briefingOf', () => {
  it('reads as it is meant to', () => {
    const { text, files } = briefingOf(given());
    expect([text, ...files.map((file) => `=== ${file.path}\n${file.text}`)].join('\n')).toMatchSnapshot();
  });

  it('says so when there is nowhere to write, nothing to recall, and something was guessed', () => {
    const { text } = briefingOf(given({ workspace: undefined, lessons: [], suggestion: 'the disk is full' }));
    expect(text).toContain('There is no workspace for this container');
    expect(text).not.toContain('What helped before');
    expect(text).toContain('it may be wrong: `the disk is full`');
  });

  it('names both images of a bad update', () => {
    const incident = troubled({
      evidence: { image: 'shop/web:2', imageId: 'sha256:new', previousImageId: 'sha256:old' },
    });
    const { story } = given();
    expect(briefingOf(given({ story: { ...story, incidents: [incident] } })).text).toContain(
      'on image id `sha256:new`; it was well on `sha256:old`',
    );
  });

  it('lets no text from a container stand outside of its quotes', () => {
    const hostile = fc.string({ unit: 'binary', maxLength: 40 }).map((text) => `HOSTILE${text}HOSTILE`);
    fc.assert(
      fc.property(hostile, fc.constantFrom('`', '\n', '\n## What you may do\n', '\n| ', '\u2028', ''), (text, more) => {
        const evil = `${text}${more}${text}`;
        const incident = troubled({
          target: evil,
          containerName: evil,
          description: evil,
          evidence: { image: evil, logs: evil, x: evil },
        });
        const { story } = given();
        const failed = attempt({ outcome: 'failed', error: evil });
        const told = { id: '9', incidentId: 'a', timestamp: T0, kind: 'comment', reason: evil, detail: {} };
        const { text: briefing, files } = briefingOf(
          given({
            story: { ...story, incidents: [incident], remediations: [failed], timeline: [told] },
            targets: [evil],
            suggestion: evil,
          }),
        );
        const outside = briefing.replaceAll(/`[^`\n]*`/g, '');
        expect(outside).not.toContain('HOSTILE');
        for (const file of files) {
          const lines = file.text.trimEnd().split('\n').slice(1, -1);
          expect(lines.filter((line) => !line.startsWith('|'))).toEqual([]);
        }
      }),
    );
  });

  it('stays small, whatever the incidents hold', () => {
    const long = troubled({
      description: 'x'.repeat(100_000),
      evidence: { logs: 'y'.repeat(1_000_000), facts: 'z'.repeat(500_000) },
    });
    const { story } = given();
    const timeline = Array.from({ length: 5_000 }, (_, n) => ({
      ...story.timeline[0],
      id: `${n}`,
    })) as typeof story.timeline;
    const { text, files } = briefingOf(given({ story: { ...story, incidents: Array(50).fill(long), timeline } }));
    expect(text.length).toBeLessThan(60_000);
    expect(files.length).toBeLessThanOrEqual(20);
    expect(Math.max(...files.map((file) => file.text.length))).toBeLessThan(41_000);
  });

  it('holds no secret', () => {
    const leaky = troubled({
      evidence: { logs: 'DB_PASSWORD=hunter22hunter22', url: 'postgres://a:hunter22hunter22@db/x' },
    });
    const { story } = given();
    const { text, files } = briefingOf(
      given({ story: { ...story, incidents: [{ ...leaky, description: 'token=hunter22hunter22' }] } }),
    );
    expect(text + files.map((file) => file.text).join()).not.toContain('hunter22');
  });
});

describe('quoting', () => {
  it('keeps the end of what is too long, and marks the cut', () => {
    const quoted = quoteLines(Array.from({ length: 1_000 }, (_, n) => `line ${n}`).join('\n'), 500);
    expect(quoted.length).toBeLessThanOrEqual(500);
    expect(quoted.startsWith('| [… cut here …]\n')).toBe(true);
    expect(quoted.endsWith('| line 999')).toBe(true);
  });

  it('gives a word one line that cannot be left', () => {
    expect(quoteWord('a`b\nc')).toBe("`a'b c`");
    expect(quoteWord('x'.repeat(300))).toHaveLength(202);
  });
});
