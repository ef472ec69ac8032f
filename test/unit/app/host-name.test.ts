import { hostname } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { hostName } from '../../../src/app/host-name.ts';
import type { Engine } from '../../../src/docker/open-engine.ts';
import { SteppedClock } from '../../support/stepped-clock.ts';
import { validConfig } from '../../support/valid-config.ts';

const engine = (introduce: () => Promise<unknown>) => ({ introduce }) as unknown as Engine;
const facts = { host: 'box', version: '27', apiVersion: '1.46' };

describe('the name of the host', () => {
  it('is the configured one, else that of the engine, else that of the machine', async () => {
    const clock = new SteppedClock();
    const told = engine(async () => ({ facts }));
    expect(await hostName(validConfig({ PARAMEDIC_HOST: 'nas' }), told, clock)).toBe('nas');
    expect(await hostName(validConfig(), told, clock)).toBe('box');
    const away = engine(() => Promise.reject(new Error('away')));
    expect(await hostName(validConfig(), away, clock)).toBe(hostname());
  });

  it('is not waited for when the engine hangs', async () => {
    const clock = new SteppedClock();
    const name = hostName(
      validConfig(),
      engine(() => new Promise(() => {})),
      clock,
    );
    await clock.advance(3_000);
    expect(await name).toBe(hostname());
  });

  it('keeps no timer that would hold up the end of the process', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const sleep = (_ms: number, signal?: AbortSignal) => {
      signals.push(signal);
      return new Promise<void>(() => {});
    };
    const told = engine(async () => ({ facts }));
    await hostName(validConfig(), told, { now: () => 0, sleep });
    expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
  });
});
