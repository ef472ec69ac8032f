import { describe, expect, it } from '@jest/globals';
import { LOG_QUIET_MS, type LogHits, logSymptoms, nextHits } from '../../../src/probes/log-hits.ts';

const hit = (line: string, ...triggers: string[]) => ({ atMs: Date.UTC(2026, 10, 20, 12), triggers, line });

describe('log_trigger', () => {
  it('is not there before a line has matched', () => {
    expect(nextHits(undefined, [], [], 0)).toBeUndefined();
    expect(logSymptoms('web', undefined)).toEqual([]);
  });

  it('names the trigger, quotes the last line, and keeps count', () => {
    const first = nextHits(undefined, [hit('CRITICAL: disk full', 'CRITICAL')], [], 1_000);
    expect(logSymptoms('web', first)).toEqual([
      {
        type: 'log_trigger',
        severity: 'critical',
        reason: 'log_line_matches',
        description: 'The log of web matches CRITICAL: CRITICAL: disk full',
        evidence: { count: 1, triggers: { CRITICAL: 1 }, lines: ['2026-11-20T12:00:00.000Z CRITICAL: disk full'] },
      },
    ]);
    const more = nextHits(first, [hit('panic: CRITICAL', 'CRITICAL', 'panic')], [], 2_000);
    expect(logSymptoms('web', more)).toMatchObject([
      {
        description: 'The log of web matches CRITICAL, panic (2 lines so far): panic: CRITICAL',
        evidence: { count: 2, triggers: { CRITICAL: 2, panic: 1 } },
      },
    ]);
  });

  it('keeps the last five lines, each short, plain and without secrets', () => {
    const lines = Array.from({ length: 20 }, (_, n) =>
      hit(`${n} \u001b[31mDB_PASSWORD=hunter22 ${'x'.repeat(9_000)}`, 'x'),
    );
    const [symptom] = logSymptoms('web', nextHits(undefined, lines, [], 0));
    const kept = symptom?.evidence.lines as string[];
    expect(kept.map((line) => line.split(' ')[1])).toEqual(['15', '16', '17', '18', '19']);
    expect(symptom?.description.length).toBeLessThan(400);
    expect(JSON.stringify(symptom)).not.toContain('hunter22');
    expect(kept.join()).not.toContain('\u001b');
  });

  it('quotes nothing of the environment that looks secret, whatever the line calls it', () => {
    const hits = nextHits(undefined, [hit('CRITICAL: login with tr0ub4dor failed', 'x')], ['tr0ub4dor'], 0);
    expect(logSymptoms('web', hits)).toMatchObject([
      { description: expect.stringMatching(/CRITICAL: login with \[redacted secret\] failed$/) },
    ]);
    expect(JSON.stringify(hits)).not.toContain('tr0ub4dor');
  });

  it('leaves after ten quiet minutes, and then counts anew', () => {
    const once: LogHits | undefined = nextHits(undefined, [hit('a', 'x')], [], 0);
    expect(nextHits(once, [], [], LOG_QUIET_MS - 1)).toBe(once);
    expect(nextHits(once, [], [], LOG_QUIET_MS)).toBeUndefined();
    expect(nextHits(once, [hit('b', 'x')], [], LOG_QUIET_MS)).toMatchObject({ count: 1 });
  });
});
