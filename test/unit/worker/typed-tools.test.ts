import { describe, expect, it } from '@jest/globals';
import { silentLogger } from '../../../src/base/logger.ts';
import type { RequestAnswer } from '../../../src/escalation/request.ts';
import { newBells } from '../../../src/worker/bells.ts';
import { Hold } from '../../../src/worker/hold.ts';
import { typedTools } from '../../../src/worker/typed-tools.ts';
import type { WorkerDeps } from '../../../src/worker/worker-deps.ts';
import { escalation } from '../../support/escalations.ts';
import { FixedClock } from '../../support/fixed-clock.ts';

/** The tools of a run whose monitor answers like that, and what was asked and marked, in order. */
function toolsOf(answer: RequestAnswer | Error, held = true) {
  const told: string[] = [];
  const queue = {
    renew: async () => (held ? { held, cancelReason: undefined, incidents: [] } : { held }),
    markActed: async () => {
      told.push('marked');
      return held;
    },
  };
  const desk = {
    ask: async ({ tool }: { tool: string }) => void told.push(`asked ${tool}`),
    answer: async () => {
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const parts = {
    queue,
    desk,
    clock: new FixedClock(),
    logger: silentLogger,
    newId: () => 'q',
    settings: { secrets: [] },
  };
  const deps = parts as unknown as WorkerDeps;
  const bells = newBells();
  const hold = new Hold({ escalation: escalation(), fence: 1 }, deps, bells);
  const story = async () => 'the story';
  const over = new AbortController().signal;
  return { told, hold, tools: typedTools({ hold, targets: ['web'], story, bells, over }, deps) };
}
const ACTS = ['containerRestart', 'runPlaybook'] as const;

describe('an act that a run asks of the monitor', () => {
  it.each(ACTS)('is noted once it was carried out: %s', async (act) => {
    const { told, hold, tools } = toolsOf({ kind: 'done', text: 'carried out' });
    expect((await tools[act]({ target: 'web' })).kind).toBe('done');
    expect(told).toEqual([act === 'runPlaybook' ? 'asked playbook' : 'asked restart', 'marked']);
    expect(hold.acted).toBe(true);
  });

  it.each([
    { kind: 'refused', reason: 'container_budget' },
    { kind: 'expired', reason: 'no monitor of that host took it in time' },
  ] as const)('is none when it is $kind', async (answer) => {
    const { told, hold, tools } = toolsOf(answer);
    expect(await tools.containerRestart({ target: 'web' })).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining(answer.kind),
    });
    expect([told, hold.acted]).toEqual([['asked restart'], false]);
  });

  it.each([{ kind: 'failed', reason: 'lost: the engine did not answer' } as const, new Error('half an answer')])(
    'may have changed something when it went wrong, and is claimed by nobody: %s',
    async (answer) => {
      const { told, hold, tools } = toolsOf(answer);
      const asked = tools.containerRestart({ target: 'web' });
      if (answer instanceof Error) await expect(asked).rejects.toThrow('half an answer');
      else expect((await asked).kind).toBe('failed');
      expect([told, hold.acted]).toEqual([['asked restart'], true]);
    },
  );

  it('is not asked by who has lost the claim', async () => {
    const { told, tools } = toolsOf({ kind: 'done', text: 'carried out' }, false);
    expect(await tools.containerRestart({ target: 'web' })).toEqual({
      kind: 'failed',
      reason: 'this run is not in charge any more',
    });
    expect(told).toEqual([]);
  });

  it('is none when it only looks', async () => {
    const { told, hold, tools } = toolsOf({ kind: 'done', text: 'a line' });
    await tools.containerInspect({ target: 'web' });
    expect([told, hold.acted]).toEqual([['asked inspect'], false]);
  });
});
