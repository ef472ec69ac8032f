import { describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/base/id.ts';
import type { Change } from '../../../src/incidents/ledger.ts';
import { drill } from '../../../src/watch/drill.ts';
import { T0 } from '../../support/charts.ts';
import { validConfig } from '../../support/valid-config.ts';

const held = (env: Record<string, string> = {}, channels = ['webhook']): readonly Change[] =>
  drill({ config: validConfig(env), host: 'box', channels, newId }, T0);
const told = (changes: readonly Change[]) =>
  changes.flatMap((change) => (change.kind === 'outbox' ? [`${change.message.channel} ${change.message.event}`] : []));

describe('a fire drill', () => {
  it('is a whole heal: found sick, restarted, seen to be well, resolved, and told of', () => {
    const changes = held();
    const outcomes = changes.flatMap((change) => {
      if (change.kind === 'incident_opened') return [`opened ${change.incident.type}`];
      if (change.kind === 'remediation_intended') return [`intended ${change.remediation.action}`];
      if (change.kind === 'decision') return [`decided ${change.decision.decision}`];
      if (change.kind === 'remediation_finished') return [`finished ${change.outcome}`];
      return change.kind === 'incident_changed' && change.set.status === 'resolved' ? ['resolved'] : [];
    });
    const course = ['opened container_unhealthy', 'intended restart', 'decided restart', 'finished done', 'resolved'];
    expect(outcomes).toEqual(course);
    expect(told(changes)).toEqual(expect.arrayContaining(['webhook incident_opened', 'webhook incident_resolved']));
  });

  it('is about nobody: of a name that no container can have, and of this host', () => {
    for (const change of held()) {
      if (change.kind === 'incident_opened')
        expect(change.incident).toMatchObject({ target: 'fire drill', host: 'box' });
      if (change.kind === 'target_remembered') expect(change.memory.target).toBe('fire drill');
      expect(change.kind).not.toBe('escalation_queued');
    }
  });

  it('restarts nobody in shadow mode, as a heal would not', () => {
    const kinds = held({ PARAMEDIC_MODE: 'shadow' }).map(({ kind }) => kind);
    expect(kinds).toContain('incident_opened');
    expect(kinds).not.toContain('remediation_intended');
  });
});
