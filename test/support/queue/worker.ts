/**
 * A process of its own that works off the queue as a worker does, only without Claude Code: claim, run, end. Arguments: URL of
 * the database, its name, the lease in ms. It says on standard output what a test waits for, one JSON a line, and ends when
 * its standard input does.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../../src/base/clock.ts';
import { ParamedicError } from '../../../src/base/errors.ts';
import { newId } from '../../../src/base/id.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import type { Claim } from '../../../src/escalation/queue-port.ts';
import { openWorkerStorage } from '../../../src/storage/worker-storage.ts';
import { aRun } from '../escalation-records.ts';

const [url = '', worker = '', lease = ''] = process.argv.slice(2);
const leaseMs = Number(lease);
const MAX_ATTEMPTS = 100;
const POLL_MS = 500;

const storage = openWorkerStorage({ url, clock: systemClock, logger: silentLogger });
const { queue } = storage.escalations;
const say = (line: Record<string, unknown>): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const wallMs = (): number => performance.timeOrigin + performance.now();

let wake = Promise.withResolvers<void>();
const ear = storage.listener((topic) => topic === 'escalations' && wake.resolve());
let stopping = false;
process.stdin.on('end', () => {
  stopping = true;
  wake.resolve();
});
process.stdin.resume();

await storage.ready();
await reap();
await ear.start();
say({ said: 'ready' });
while (!stopping) {
  wake = Promise.withResolvers();
  await workOff();
  if (!stopping) await Promise.race([wake.promise, pause(POLL_MS)]);
}
await ear.stop();
await storage.close();

/** What an earlier life of this name has left behind. */
async function reap(): Promise<void> {
  for (const { id } of await queue.unfinishedRuns(worker)) await queue.endRun(id, ended('lost'));
}

async function workOff(): Promise<void> {
  while (!stopping) {
    try {
      const claim = await queue.claim({ worker, now: Date.now(), leaseMs, maxAttempts: MAX_ATTEMPTS });
      if (claim === undefined) return;
      say({ said: 'claimed', id: claim.escalation.id, at: wallMs() });
      await attend(claim);
    } catch (error) {
      if (!(error instanceof ParamedicError && error.retryable)) throw error;
      return;
    }
  }
}

async function attend(claim: Claim): Promise<void> {
  const { escalation } = claim;
  const run = aRun(claim, { worker, workerHost: worker, startedAt: Date.now() });
  if (!(await queue.beginRun(claim, run))) return;
  await queue.setStatus(claim, 'running');
  await queue.endRun(run.id, ended('completed'));
  const at = Date.now();
  const entry = { id: newId(), incidentId: escalation.incidentId, timestamp: at, kind: 'escalation_resolved' };
  await queue.finish(claim, {
    outcome: 'resolved',
    reason: 'verified',
    at,
    result: { turns: 1, costUsd: 0.01 },
    timeline: [{ ...entry, reason: 'verified', detail: { escalation: escalation.id, fence: claim.fence } }],
    messages: [],
    lesson: undefined,
  });
}

function ended(outcome: 'completed' | 'lost') {
  return { at: Date.now(), outcome, error: undefined, turns: 1, costUsd: 0.01, tokens: undefined };
}
