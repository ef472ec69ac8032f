import { describe, expect, it } from '@jest/globals';
import type { EscalationStory } from '../../../src/escalation/archive-port.ts';
import { briefingOf } from '../../../src/escalation/briefing.ts';
import { quotedEvidence } from '../../../src/escalation/briefing-files.ts';
import type { Incident } from '../../../src/incidents/incident.ts';
import { attempt, T0 } from '../../support/charts.ts';
import { escalation, troubled } from '../../support/escalations.ts';

const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, it) => make(it));

function text(
  incidents: readonly Incident[],
  part: { attempts?: number; targets?: number; audience?: 'session' } = {},
) {
  const remediations = many(part.attempts ?? 0, (it) => attempt({ attempt: it, intendedAt: T0 + it }));
  const rest = { timeline: [], remediations, runs: [], approvals: [] };
  const story: EscalationStory = { escalation: escalation(), incidents, ...rest };
  const targets = many(part.targets ?? 1, (it) => `target-${it}`);
  const { audience } = part;
  const about = { lessons: [], workspace: undefined, verifyMs: 1, suggestion: undefined };
  return briefingOf({ story, targets, ...about, ...(audience === undefined ? {} : { audience }) }).text;
}

describe('a briefing about very much', () => {
  const incidents = many(30, (it) =>
    troubled({ target: `t${it}`, severity: it === 29 ? 'critical' : it % 2 === 0 ? 'info' : 'warning' }),
  );

  it('names the twenty most severe incidents, and how many it leaves out', () => {
    const told = text(incidents);
    const named = [...told.matchAll(/^- container_unhealthy \((\w+), .* of `(t\d+)`/gm)].map(([, , target]) => target);
    expect(named).toHaveLength(20);
    expect(named.slice(0, 3)).toEqual(['t29', 't1', 't3']);
    expect(named.slice(-2)).toEqual(['t6', 't8']);
    expect(told).toContain('\n- (10 less severe ones left out)\n');
    expect(text(incidents.slice(0, 20))).not.toContain('left out');
  });

  it('has the evidence of those that it names first', () => {
    const severe = troubled({ severity: 'critical', evidence: { logs: 'the severe one' } });
    const files = quotedEvidence([...incidents.slice(0, 28), severe]);
    expect(files[0]?.text).toContain('the severe one');
  });

  it('names the last forty attempts, and how many came before', () => {
    const told = text([troubled()], { attempts: 45 });
    expect(told.match(/ attempt \d+: /g)).toHaveLength(40);
    expect(told).toContain('- (5 earlier ones left out)\n');
    expect(told).toContain(' attempt 44: ');
    expect(told).not.toContain(' attempt 4: ');
    expect(text([troubled()], { attempts: 40 })).not.toContain('left out');
  });

  it.each([[undefined], ['session' as const]])('names fifty targets, and how many more there are (%s)', (audience) => {
    const part = audience === undefined ? {} : { audience };
    const told = text([troubled()], { targets: 53, ...part });
    expect(told.match(/`target-\d+`/g)).toHaveLength(50);
    expect(told).toContain('`target-49`, and 3 more (left out here)');
    expect(text([troubled()], { targets: 50, ...part })).not.toContain('left out');
  });
});
