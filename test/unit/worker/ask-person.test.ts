import { describe, expect, it } from '@jest/globals';
import type { ApprovalDesk } from '../../../src/escalation/ports.ts';
import type { Incident } from '../../../src/incidents/incident.ts';
import { AskPerson } from '../../../src/worker/ask-person.ts';
import { newBells } from '../../../src/worker/bells.ts';
import type { Hold } from '../../../src/worker/hold.ts';
import type { WorkerDeps } from '../../../src/worker/worker-deps.ts';
import { escalation, troubled } from '../../support/escalations.ts';
import { FixedClock } from '../../support/fixed-clock.ts';

type Told = NonNullable<Parameters<ApprovalDesk['ask']>[2]>;

/** What people are told when a run asks; `atStart`: as the incidents were when it began. */
async function told(incidents: readonly Incident[], atStart = incidents): Promise<Told> {
  const said: Told[] = [];
  const clock = new FixedClock();
  const deps = {
    clock,
    newId: () => 'new',
    settings: { claude: { approvalMs: 1 }, secrets: [], channels: ['slack'] },
    queue: { setStatus: async () => true },
    archive: { story: async () => ({ incidents }) },
    approvals: {
      ask: async (_claim: unknown, _approval: unknown, also: Told) => {
        said.push(also);
        return true;
      },
      approval: async () => ({ status: 'approved' }),
    },
  } as unknown as WorkerDeps;
  const hold = { claim: { escalation: escalation(), fence: 1 }, lost: new AbortController().signal } as unknown as Hold;
  const person = new AskPerson(hold, { id: 'run', incidents: atStart }, deps, newBells());
  const call = { tool: 'Bash', input: { command: 'npm test' } } as unknown as Parameters<AskPerson['ask']>[0];
  const question = { reason: 'tests' } as unknown as Parameters<AskPerson['ask']>[1];
  expect(await person.ask(call, question, new AbortController().signal)).toBe('approved');
  const [also] = said;
  if (also === undefined) throw new Error('nobody was asked');
  return also;
}

const LATER = new FixedClock().now() + 60_000;
const quiet = [
  troubled({ id: 'muted', muted: true }),
  troubled({ id: 'snoozed', snoozedUntil: LATER }),
  troubled({ id: 'over', status: 'resolved' }),
];

describe('a question of a run', () => {
  it('is told of by way of the first incident that is there and that people are told of', async () => {
    const { messages } = await told([...quiet, troubled({ id: 'loud', snoozedUntil: 1 }), troubled({ id: 'second' })]);
    expect(messages?.map(({ incidentId }) => incidentId)).toEqual(['loud']);
  });

  it('wakes nobody when all of its incidents are to be quiet; it waits to be seen in the lists', async () => {
    const { messages, timeline } = await told(quiet);
    expect(messages).toEqual([]);
    expect(timeline?.map(({ incidentId }) => incidentId)).toEqual(['muted', 'snoozed']);
  });

  it('goes by what people have said of the incidents since the run began', async () => {
    const { messages } = await told([troubled({ id: 'a', muted: true })], [troubled({ id: 'a' })]);
    expect(messages).toEqual([]);
  });
});
