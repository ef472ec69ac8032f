import type { OnCallFacts } from '../../src/cli/deps.ts';
import type { WorkerSighting } from '../../src/escalation/worker-sighting.ts';
import { NOW } from './fleet.ts';

/** A worker on this machine that is ready and was seen just now. */
export const sighting = (part: Partial<WorkerSighting> = {}): WorkerSighting => ({
  name: 'w1',
  host: 'box',
  seenAt: NOW,
  able: true,
  reason: '',
  ...part,
});

/** A machine with everything that Claude Code on call needs. */
export const onCallFacts = (part: Partial<OnCallFacts> = {}): OnCallFacts => ({
  hostNames: () => ['box'],
  workers: async () => [sighting()],
  claude: async () => ({ kind: 'found', path: '/opt/claude', version: '2.1.329' }),
  checkout: async () => ({ kind: 'repository', changes: 0 }),
  ...part,
});
