import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { ParamedicError } from '../../../src/base/errors.ts';
import { type Logger, silentLogger } from '../../../src/base/logger.ts';
import type { Change } from '../../../src/incidents/ledger.ts';
import { StorageHealth } from '../../../src/storage/health.ts';
import { SpoolingLedger } from '../../../src/storage/spooling-ledger.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { RecordingLedger, rejected, unreachable } from '../../support/recording-ledger.ts';
import { aHostSample, aMetric } from '../../support/records.ts';

// Each line waits for the disk, and there are hundreds.
jest.setTimeout(60_000);

const change = (target: string): Change => ({ kind: 'target_forgotten', target, host: 'box' });
const clock = new FixedClock();

let directory: string;
beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'spool-')), 'spool');
});
const opened: SpoolingLedger[] = [];
afterEach(async () => {
  for (const ledger of opened.splice(0)) await ledger.close();
  await rm(join(directory, '..'), { recursive: true });
});

async function open(inner: RecordingLedger, logger: Logger = silentLogger): Promise<SpoolingLedger> {
  const health = new StorageHealth(clock, silentLogger);
  health.answered();
  const ledger = await SpoolingLedger.open({ inner, directory, health, clock, logger });
  opened.push(ledger);
  return ledger;
}

const segments = async (): Promise<string[]> => (await readdir(directory)).filter((name) => /^\d/.test(name));

describe('SpoolingLedger', () => {
  it('writes straight through while storage answers', async () => {
    const inner = new RecordingLedger();
    const ledger = await open(inner);
    await ledger.record([change('a'), change('b')]);
    expect(inner.calls).toEqual([[change('a'), change('b')]]);
    expect(await segments()).toEqual([]);
    expect(ledger.status()).toMatchObject({ ready: true, spooledRecords: 0 });
  });

  it('lets records that wait share a transaction, in their order', async () => {
    const inner = new RecordingLedger();
    const ledger = await open(inner);
    await Promise.all(['a', 'b', 'c', 'd'].map((target) => ledger.record([change(target)])));
    expect(inner.calls.map((call) => call.length)).toEqual([1, 3]);
    expect(inner.targets).toEqual(['a', 'b', 'c', 'd']);
  });

  it('writes on after a pause', async () => {
    const inner = new RecordingLedger();
    const ledger = await open(inner);
    await ledger.record([change('a')]).then(() => ledger.record([change('b')]));
    await ledger.record([change('c')]);
    expect(inner.targets).toEqual(['a', 'b', 'c']);
  });

  it('keeps nobody waiting who has nobody before him', async () => {
    const inner = new RecordingLedger();
    const ledger = await open(inner);
    const first = ledger.record([change('a')]);
    expect(inner.targets).toEqual(['a']);
    await first;
    await new Promise((resolve) => setImmediate(resolve));
    const second = ledger.record([change('b')]);
    expect(inner.targets).toEqual(['a', 'b']);
    await second;
  });

  it('finds the one that is refused among a hundred in a few transactions', async () => {
    const inner = new RecordingLedger();
    let transactions = 0;
    inner.failing = (changes) => {
      transactions += 1;
      return JSON.stringify(changes).includes('"t57"') ? rejected() : undefined;
    };
    const ledger = await open(inner);
    const targets = Array.from({ length: 101 }, (_, index) => `t${index}`);
    const results = await Promise.allSettled(targets.map((target) => ledger.record([change(target)])));
    expect(results.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([57]);
    expect(inner.targets).toEqual(targets.filter((target) => target !== 't57'));
    // The first alone, the group, and two for each time it is halved.
    expect(transactions).toBeLessThanOrEqual(2 + 2 * 7);
  });

  it('throws a refusal back to its caller only', async () => {
    const inner = new RecordingLedger();
    inner.failing = (changes) => (changes.some((it) => JSON.stringify(it).includes('bad')) ? rejected() : undefined);
    const ledger = await open(inner);
    const results = await Promise.allSettled(['a', 'b', 'bad', 'c'].map((target) => ledger.record([change(target)])));
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(inner.targets).toEqual(['a', 'b', 'c']);
  });

  it('spools when nobody answers, keeps spooling until drained, and replays in order, once', async () => {
    const inner = new RecordingLedger();
    const ledger = await open(inner);
    inner.failing = unreachable;
    await ledger.record([change('a')]);
    inner.failing = () => undefined;
    await ledger.record([change('b')]);
    expect(inner.calls).toEqual([]);
    expect(ledger.status()).toMatchObject({ ready: false, spooledRecords: 2, reason: expect.any(String) });
    const drained = ledger.drainOnce();
    await ledger.record([change('c')]);
    expect(await drained).toBeGreaterThanOrEqual(2);
    await ledger.drainOnce();
    await ledger.record([change('d')]);
    expect(inner.targets).toEqual(['a', 'b', 'c', 'd']);
    expect(ledger.status()).toMatchObject({ ready: true, spooledRecords: 0 });
    expect(await segments()).toEqual([]);
  });

  it('lets lines on disk share a transaction, and goes on where a drain was cut short', async () => {
    const inner = new RecordingLedger();
    const ledger = await open(inner);
    const targets = Array.from({ length: 230 }, (_, index) => `t${index}`);
    inner.failing = unreachable;
    await Promise.all(targets.map((target) => ledger.record([change(target)])));
    inner.failing = (changes) => (JSON.stringify(changes).includes('"t150"') ? unreachable() : undefined);
    await expect(ledger.drainOnce()).rejects.toMatchObject({ code: 'storage_unreachable' });
    expect(ledger.status().spooledRecords).toBe(130);
    inner.failing = () => undefined;
    expect(await ledger.drainOnce()).toBe(130);
    expect(inner.targets).toEqual(targets);
    expect(inner.calls.map((call) => call.length)).toEqual([100, 100, 30]);
  });

  it('keeps lines of different leads apart', async () => {
    const inner = new RecordingLedger();
    inner.failing = unreachable;
    const ledger = await open(inner);
    for (const epoch of [1, 1, 2]) {
      inner.fence = { host: 'box', epoch };
      await ledger.record([change(`of ${epoch}`)]);
    }
    const fences: unknown[] = [];
    inner.failing = (_changes, under) => void fences.push(under?.epoch);
    await ledger.drainOnce();
    expect(fences).toEqual([1, 2]);
    expect(inner.calls.map((call) => call.length)).toEqual([2, 1]);
  });

  it('finds the spool of an earlier life', async () => {
    const before = new RecordingLedger();
    before.failing = unreachable;
    const first = await open(before);
    for (const target of ['a', 'b']) await first.record([change(target)]);
    await first.close();
    const inner = new RecordingLedger();
    const second = await open(inner);
    expect(second.status().spooledRecords).toBe(2);
    await second.record([change('c')]);
    expect(await second.drainOnce()).toBe(3);
    expect(inner.targets).toEqual(['a', 'b', 'c']);
  });

  it('cuts off a line that a crash left half written', async () => {
    const before = new RecordingLedger();
    before.failing = unreachable;
    const first = await open(before);
    await first.record([change('a')]);
    await first.close();
    await appendFile(join(directory, (await segments())[0]!), '[{"kind":"target_forg');
    const inner = new RecordingLedger();
    const second = await open(inner);
    expect(second.losses()).toEqual({ rejected: 0, torn: 1 });
    await second.drainOnce();
    expect(inner.targets).toEqual(['a']);
  });

  it('puts a line that is refused for good aside and goes on', async () => {
    const inner = new RecordingLedger();
    inner.failing = unreachable;
    const logged: string[] = [];
    const ledger = await open(inner, { ...silentLogger, error: (event) => logged.push(event) });
    for (const target of ['a', 'bad', 'c']) await ledger.record([change(target)]);
    inner.failing = (changes) => (JSON.stringify(changes).includes('bad') ? rejected() : undefined);
    expect(await ledger.drainOnce()).toBe(3);
    expect(inner.targets).toEqual(['a', 'c']);
    expect(ledger.losses()).toEqual({ rejected: 1, torn: 0 });
    expect(logged).toEqual(['storage_rejected']);
    const kept = JSON.parse((await readFile(join(directory, 'rejected.jsonl'), 'utf8')).trim());
    expect(kept).toMatchObject({ at: clock.now(), code: 'storage_rejected', line: JSON.stringify([change('bad')]) });
  });

  it('puts a damaged line aside', async () => {
    const before = new RecordingLedger();
    before.failing = unreachable;
    const first = await open(before);
    await first.record([change('a')]);
    await first.close();
    await appendFile(join(directory, (await segments())[0]!), 'no json\n{"kind":"flip"}\n\n');
    const inner = new RecordingLedger();
    const second = await open(inner);
    expect(await second.drainOnce()).toBe(4);
    expect(inner.targets).toEqual(['a']);
    expect(second.losses().rejected).toBe(3);
  });

  it('says so when neither storage nor disk takes a record', async () => {
    const inner = new RecordingLedger();
    const ledger = await open(inner);
    inner.failing = unreachable;
    await rm(directory, { recursive: true });
    await expect(ledger.record([change('a')])).rejects.toMatchObject({ code: 'storage_unreachable', retryable: true });
    expect(ledger.status().spooledRecords).toBe(0);
  });

  it('counts samples that nobody took', async () => {
    const inner = new RecordingLedger();
    const ledger = await open(inner);
    await ledger.recordSamples('box', [aMetric(), aMetric()], aHostSample());
    inner.failing = unreachable;
    await ledger.recordSamples('box', [aMetric(), aMetric()], aHostSample());
    expect(inner.samples).toBe(3);
    expect(ledger.status()).toMatchObject({ droppedSamples: 3, spooledRecords: 0 });
  });

  it('loses nothing, doubles nothing and keeps the order, however storage comes and goes', async () => {
    const step = fc.constantFrom<Step>('record', 'record', 'drain', 'restart', 'away', 'back');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        await rm(directory, { recursive: true, force: true });
        const { recorded, arrived } = await play(steps);
        expect([...new Set(arrived)]).toEqual(recorded);
        // A drain that a restart cuts short is repeated from the start of its segment: rows are idempotent.
        if (!steps.includes('restart')) expect(arrived).toEqual(recorded);
      }),
      { numRuns: 60 },
    );
  });
});

type Step = 'record' | 'drain' | 'restart' | 'away' | 'back';

/** Acts without waiting, except for a restart; then lets everything through. */
async function play(steps: readonly Step[]): Promise<{ recorded: string[]; arrived: string[] }> {
  const inner = new RecordingLedger();
  const recorded: string[] = [];
  let ledger = await open(inner);
  let pending: Promise<unknown>[] = [];
  const acts: Record<Step, () => unknown> = {
    away: () => {
      inner.failing = unreachable;
    },
    back: () => {
      inner.failing = () => undefined;
    },
    drain: () => pending.push(ledger.drainOnce().catch(() => {})),
    record: () => {
      recorded.push(`t${recorded.length}`);
      pending.push(ledger.record([change(`t${recorded.length - 1}`)]));
    },
    restart: async () => {
      await Promise.all(pending);
      pending = [];
      await ledger.close();
      ledger = await open(inner);
    },
  };
  for (const step of steps) await acts[step]();
  await Promise.all(pending);
  inner.failing = () => undefined;
  await ledger.drainOnce();
  return { recorded, arrived: inner.targets };
}

describe('SpoolingLedger of a monitor that leads no more', () => {
  const notLeading = () => new ParamedicError('not_leading', 'another monitor leads');
  const fence = { host: 'box', epoch: 5 };

  it('refuses records and keeps nothing of them on disk', async () => {
    const inner = new RecordingLedger();
    let asked = 0;
    inner.failing = () => {
      asked += 1;
      return notLeading();
    };
    const ledger = await open(inner);
    const results = await Promise.allSettled(['a', 'b', 'c'].map((target) => ledger.record([change(target)])));
    expect(results.map((one) => (one.status === 'rejected' ? one.reason.code : 'recorded'))).toEqual([
      'not_leading',
      'not_leading',
      'not_leading',
    ]);
    // The first alone, then those who waited for it: none of them leads, so none is tried by itself.
    expect(asked).toBe(2);
    expect(ledger.status()).toMatchObject({ ready: true, spooledRecords: 0 });
  });

  it('writes down with each record under which lead it was made, and drains it as that', async () => {
    const inner = new RecordingLedger();
    inner.fence = fence;
    inner.failing = unreachable;
    const ledger = await open(inner);
    await ledger.record([change('a')]);
    const fences: unknown[] = [];
    inner.failing = (_changes, under) => void fences.push(under);
    inner.fence = { host: 'box', epoch: 7 };
    await ledger.drainOnce();
    expect(fences).toEqual([fence]);
    expect(inner.targets).toEqual(['a']);
  });

  it('drains what was done under a lead that is over as the past, and closes it', async () => {
    const inner = new RecordingLedger();
    inner.fence = fence;
    inner.failing = unreachable;
    const ledger = await open(inner);
    await ledger.record([change('a')]);
    await ledger.record([change('b')]);
    inner.failing = notLeading;
    expect(await ledger.drainOnce()).toBe(2);
    expect(inner.past).toEqual([[change('a')], [change('b')]]);
    expect(inner.closedPasts).toBe(1);
    expect(inner.calls).toEqual([]);
    expect(ledger.losses().rejected).toBe(0);
    expect(ledger.status()).toMatchObject({ spooledRecords: 0 });
  });
});
