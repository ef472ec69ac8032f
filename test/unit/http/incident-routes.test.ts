import { describe, expect, it } from '@jest/globals';
import type { Incident } from '../../../src/incidents/incident.ts';
import { healedStory, incident, NOW } from '../../support/fleet.ts';
import { Web } from '../../support/web.ts';

interface Page {
  items: Incident[];
  next: string | null;
}

const story = (part: Partial<Incident>) => ({ incident: incident(part), timeline: [], remediations: [], children: [] });

describe('/api/incidents', () => {
  it('filters, newest first', async () => {
    await using web = await Web.start();
    web.archive.stories = [
      story({ timestamp: NOW - 3_000, target: 'a' }),
      story({ timestamp: NOW - 1_000, target: 'b', type: 'oom_killed' }),
      story({ timestamp: NOW - 2_000, target: 'a', status: 'resolved', resolution: 'human' }),
    ];
    const targets = async (query: string) =>
      (await web.ask(`/api/incidents${query}`)).json<Page>().items.map((row) => row.target);
    expect(await targets('')).toEqual(['b', 'a', 'a']);
    expect(await targets('?status=unresolved')).toEqual(['b', 'a']);
    expect(await targets('?status=resolved')).toEqual(['a']);
    expect(await targets('?type=oom_killed')).toEqual(['b']);
    expect(await targets('?target=a')).toEqual(['a', 'a']);
    expect(await targets('?before=2026-11-20T11:59:58Z')).toEqual(['a']);
  });

  it.each([
    'status=closed',
    'type=fire',
    'limit=201',
    'limit=1.5',
    'limit=',
    'before=yesterday',
    'before=1763640000000',
    'target=',
    'target=a&target=b',
    'stauts=open',
  ])('refuses %s', async (query) => {
    await using web = await Web.start();
    const answer = await web.ask(`/api/incidents?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.json().errors).toHaveLength(1);
  });
});

describe('paging', () => {
  const readAll = async (web: Web, limit: number) => {
    const seen: string[] = [];
    let before = '';
    for (;;) {
      const page = (await web.ask(`/api/incidents?limit=${limit}${before}`)).json<Page>();
      seen.push(...page.items.map((row) => row.id));
      if (page.next === null) return seen;
      before = `&before=${encodeURIComponent(page.next)}`;
    }
  };

  it('shows each incident once although many were opened in the same instant', async () => {
    await using web = await Web.start();
    const instants = [1, 1, 2, 2, 2, 2, 2, 3, 4, 4].map((n) => NOW - n * 1_000);
    web.archive.stories = instants.map((timestamp) => story({ timestamp }));
    const all = web.archive.stories.map(({ incident }) => incident.id).sort();
    for (const limit of [1, 2, 3, 4, 5, 9, 10, 11]) {
      expect((await readAll(web, limit)).sort()).toEqual(all);
    }
  });

  it('ends also when more than the archive gives at once were opened in one instant', async () => {
    await using web = await Web.start();
    web.archive.stories = Array.from({ length: 600 }, () => story({ timestamp: NOW }));
    expect(await readAll(web, 50)).toHaveLength(500);
  });
});

describe('/api/incidents/:id', () => {
  it('tells the story by id and by its beginning', async () => {
    await using web = await Web.start();
    const told = healedStory();
    web.archive.stories = [told];
    for (const id of [told.incident.id, told.incident.id.slice(0, 8), told.incident.id.toUpperCase()]) {
      const answer = await web.ask(`/api/incidents/${id}`);
      expect(answer.status).toBe(200);
      expect(answer.json()).toMatchObject({
        incident: { id: told.incident.id, resolution: 'auto_healed', resolvedAt: '2026-11-20T11:59:00.000Z' },
        timeline: [
          { kind: 'opened' },
          { kind: 'intended' },
          { kind: 'finished' },
          { kind: 'recovering' },
          { kind: 'resolved' },
        ],
        remediations: [{ attempt: 1, outcome: 'done' }],
      });
    }
  });

  it('has the evidence, which lists leave out', async () => {
    await using web = await Web.start();
    const told = healedStory({ evidence: { logs: 'no space left' } });
    web.archive.stories = [told];
    const { incident: whole } = (await web.ask(`/api/incidents/${told.incident.id}`)).json<{ incident: Incident }>();
    expect(whole.evidence).toEqual({ logs: 'no space left' });
    const [row] = (await web.ask('/api/incidents')).json<Page>().items;
    expect(row).toMatchObject({ id: told.incident.id, muted: false });
    expect(row).not.toHaveProperty('evidence');
  });

  it('refuses what is no id, and does not know what is not there', async () => {
    await using web = await Web.start();
    expect((await web.ask('/api/incidents/1234567')).status).toBe(400);
    expect((await web.ask("/api/incidents/1'%20OR%201=1--")).status).toBe(400);
    expect((await web.ask('/api/incidents/ffffffff')).status).toBe(404);
  });

  it('says when more than one id begins like this', async () => {
    await using web = await Web.start();
    web.archive.stories = ['0190aaaa-1', '0190aaaa-2'].map((id) => story({ id }));
    const answer = await web.ask('/api/incidents/0190aaaa');
    expect([answer.status, answer.json().cure]).toEqual([409, 'give more']);
  });
});
