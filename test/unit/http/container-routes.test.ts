import { describe, expect, it } from '@jest/globals';
import { container, incident, NOW, targetView } from '../../support/fleet.ts';
import { Web } from '../../support/web.ts';

interface Page {
  items: { target: string }[];
  next: string | null;
}

describe('/api/containers', () => {
  it('lists by target, page by page', async () => {
    await using web = await Web.start();
    web.fleet.views = ['c', 'a', 'b'].map((target) => targetView({ target }));
    const first = (await web.ask('/api/containers?limit=2')).json<Page>();
    expect(first.items.map((row) => row.target)).toEqual(['a', 'b']);
    expect(first.next).toBe('b');
    const second = (await web.ask(`/api/containers?limit=2&after=${first.next}`)).json<Page>();
    expect(second.items.map((row) => row.target)).toEqual(['c']);
    expect(second.next).toBeNull();
  });

  it('filters by verdict', async () => {
    await using web = await Web.start();
    web.fleet.views = [targetView({ target: 'a' }), targetView({ target: 'b', verdict: 'sick' })];
    const { items } = (await web.ask('/api/containers?verdict=sick')).json<Page>();
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ target: 'b', cpuRatio: 0.125, since: '2026-11-20T10:00:00.000Z' });
  });

  it('names every fault of the query at once', async () => {
    await using web = await Web.start();
    const answer = await web.ask('/api/containers?verdict=ill&limit=0&lmit=3');
    expect(answer.status).toBe(400);
    expect(answer.json().errors.map((fault) => fault.name)).toEqual(['verdict', 'limit', 'lmit']);
  });
});

describe('/api/containers/:target', () => {
  it('finds a target by its encoded name', async () => {
    await using web = await Web.start();
    web.fleet.views = [
      targetView({
        openIncidents: [incident()],
        container: container({
          labels: { 'auth.users': 'admin:$apr1$hash' },
          lastCheck: { at: NOW, durationMs: 30, exitCode: 1, output: 'no' },
        }),
      }),
    ];
    const answer = await web.ask('/api/containers/shop%2Fweb%231');
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({
      target: 'shop/web#1',
      lastCheck: { at: '2026-11-20T12:00:00.000Z', exitCode: 1 },
      openIncidents: [{ type: 'container_unhealthy' }],
    });
    expect(answer.text).not.toContain('$apr1$');
    expect((await web.ask('/api/containers/shop/web')).status).toBe(404);
  });

  it('finds a target whatever its name contains', async () => {
    await using web = await Web.start();
    for (const target of ['größe', 'a b', 'a%2Fb', '../etc', 'x?y=1', '日本', "'; DROP"]) {
      web.fleet.views = [targetView({ target })];
      const answer = await web.ask(`/api/containers/${encodeURIComponent(target)}`);
      expect([answer.status, answer.json<{ target: string }>().target]).toEqual([200, target]);
    }
  });
});

describe('/api/containers/:target/explain', () => {
  it('gives the last decisions with reasons and inputs', async () => {
    await using web = await Web.start();
    web.fleet.views = [targetView()];
    web.fleet.decisions.set('shop/web#1', [
      { at: NOW - 5_000, decision: 'wait', reason: 'backoff', until: NOW + 5_000, inputs: { attempts: 1 } },
    ]);
    const answer = await web.ask('/api/containers/shop%2Fweb%231/explain');
    expect(answer.json<{ decisions: unknown }>().decisions).toEqual([
      {
        at: '2026-11-20T11:59:55.000Z',
        decision: 'wait',
        reason: 'backoff',
        until: '2026-11-20T12:00:05.000Z',
        inputs: { attempts: 1 },
      },
    ]);
  });
});
