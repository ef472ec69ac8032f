import { describe, expect, it } from '@jest/globals';
import { NOW, STANDBY } from '../../support/fleet.ts';
import { Web } from '../../support/web.ts';

describe('/healthz', () => {
  it('is fine while the loop turns, also without engine and storage', async () => {
    await using web = await Web.start();
    web.fleet.engineStatus = { ...web.fleet.engineStatus, connected: false };
    web.fleet.storageStatus = { ...web.fleet.storageStatus, ready: false };
    const answer = await web.ask('/healthz');
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({
      status: 'ok',
      lastTurnSeconds: 1,
      engineConnected: false,
      storageReady: false,
    });
  });

  it('fails when the loop has not turned for more than 30 s', async () => {
    await using web = await Web.start();
    web.fleet.turnedAt = NOW - 30_000;
    expect((await web.ask('/healthz')).status).toBe(200);
    web.fleet.turnedAt = NOW - 30_001;
    const answer = await web.ask('/healthz');
    expect([answer.status, answer.json().status]).toEqual([503, 'stalled']);
  });
});

describe('/readyz', () => {
  it('names every reason for not being ready', async () => {
    await using web = await Web.start();
    expect((await web.ask('/readyz')).json()).toEqual({ status: 'ready' });
    web.fleet.engineStatus = { ...web.fleet.engineStatus, connected: false, reason: 'no such socket' };
    web.fleet.storageStatus = { ...web.fleet.storageStatus, ready: false };
    const answer = await web.ask('/readyz');
    expect(answer.status).toBe(503);
    expect(answer.json().errors).toEqual([
      { name: 'engine', message: 'no such socket' },
      { name: 'storage', message: 'not ready yet' },
    ]);
  });
});

describe('a monitor that stands by', () => {
  it('is alive, and not ready: another one watches', async () => {
    await using web = await Web.start();
    web.fleet.leadershipStatus = STANDBY;
    web.fleet.engineStatus = { ...web.fleet.engineStatus, connected: false };
    const alive = await web.ask('/healthz');
    expect([alive.status, alive.json()]).toEqual([200, expect.objectContaining({ role: 'standby' })]);
    const ready = await web.ask('/readyz');
    expect([ready.status, ready.json().detail]).toEqual([503, 'standby: box:8377 leads']);
    expect(ready.json().errors).toEqual([{ name: 'standby', message: 'box:8377 leads' }]);
    web.fleet.storageStatus = { ...web.fleet.storageStatus, ready: false, reason: 'refused' };
    expect((await web.ask('/readyz')).json().detail).toBe('standby: box:8377 leads; storage: refused');
  });
});
