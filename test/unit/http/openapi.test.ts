import { describe, expect, it } from '@jest/globals';
import { routesOf } from '../../../src/http/application.ts';
import { waitingDesk } from '../../../src/watch/waiting-desk.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { container, FakeArchive, FakeFleet, healedStory, incident, NOW, targetView } from '../../support/fleet.ts';
import { emptyOnCall } from '../../support/on-call-store.ts';
import { closed, document, isOnCall, operations } from '../../support/openapi.ts';
import { Web } from '../../support/web.ts';

const sources = { fleet: new FakeFleet(), archive: new FakeArchive(), clock: new FixedClock(), version: '1.2.3' };
const desk = waitingDesk(() => 'a test');
const routes = routesOf({
  ...sources,
  desk,
  metrics: { contentType: '', render: async () => Buffer.of() },
  ...emptyOnCall(),
});

describe('the OpenAPI document', () => {
  it('describes every route, and no other', () => {
    const templates = routes.map(({ path, method = 'GET' }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    expect(operations.map(({ path, method }) => `${method} ${path}`).sort()).toEqual(templates.sort());
    const open = operations.filter(({ security }) => security?.length === 0).map(({ path }) => path);
    expect(open.sort()).toEqual(
      routes
        .filter((route) => route.open)
        .map(({ path }) => path)
        .sort(),
    );
  });

  it('names each path parameter, and refers only to schemas that are there', () => {
    for (const { path, parameters } of operations) {
      const named = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      expect(named).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
    }
    const refs = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1]);
    expect(refs.filter((name) => document.components.schemas[name ?? ''] === undefined)).toEqual([]);
  });

  it('asks for the token as bearer wherever something changes', () => {
    const changing = operations.filter(({ method }) => method !== 'GET');
    expect(changing).toHaveLength(15);
    for (const { security } of changing) expect(security).toEqual([{ bearer: [] }]);
  });

  it('is served with the version', async () => {
    await using web = await Web.start();
    expect((await web.ask('/api/openapi.json')).json()).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' } });
  });

  it('is what the answers look like, with nothing left undescribed', async () => {
    await using web = await Web.start({ token: 'secret' });
    const told = healedStory({ parentId: 'x', acknowledgedAt: NOW, acknowledgedBy: 'me' });
    web.archive.stories = [{ ...told, children: [incident()] }];
    fill(web.fleet);
    await web.send('POST', '/api/silences', { target: '*', type: 'high_cpu', for: '1h', by: 'anna' });
    for (const { path: template, method, responses } of operations) {
      if (method !== 'GET' || isOnCall(template)) continue;
      const schema = responses['200']?.content['application/json']?.schema;
      if (schema?.$ref === undefined) continue;
      const path = template.replace('{target}', 'shop%2Fweb%231').replace('{id}', told.incident.id);
      const answer = await web.ask(path);
      expect([path, answer.status]).toEqual([path, 200]);
      expect([path, closed(schema).safeParse(answer.json()).error?.issues ?? []]).toEqual([path, []]);
    }
    const problem = closed({ $ref: '#/components/schemas/Problem' });
    for (const path of ['/nothing', '/api/incidents?limit=x&type=y', '/api/incidents/zzz']) {
      expect(problem.safeParse((await web.ask(path)).json()).error?.issues ?? []).toEqual([]);
    }
  });
});

describe('a change', () => {
  const bodies: Record<string, object> = {
    acknowledge: { by: 'anna' },
    snooze: { by: 'anna', for: '2h' },
    mute: { by: 'anna' },
    unmute: { by: 'anna' },
    escalate: { by: 'anna' },
    comment: { by: 'anna', text: 'on it' },
    resolve: { by: 'anna', text: 'done' },
    alerts: {
      version: '4',
      alerts: [
        { status: 'firing', labels: { alertname: 'A' } },
        { status: 'firing', labels: { alertname: 'ParamedicTest' } },
      ],
    },
    silences: { target: 'shop/*', for: '2h', by: 'anna', comment: 'disks', holdsHealing: true, type: 'high_cpu' },
  };

  it('takes and answers what the document says', async () => {
    await using web = await Web.start({ token: 'secret' });
    const [open] = [incident()];
    web.fleet.openList = [open];
    for (const { path: template, method, responses, requestBody } of operations) {
      if (method !== 'POST' || isOnCall(template)) continue;
      const body = bodies[template.split('/').pop() ?? ''];
      const wanted = requestBody?.content['application/json'].schema ?? {};
      expect([template, closed(wanted).safeParse(body).success]).toEqual([template, true]);
      expect([template, closed(wanted).safeParse({ ...body, extra: 1 }).success]).toEqual([template, false]);
      const answer = await web.send('POST', template.replace('{id}', open.id), body);
      const schema = responses[answer.status]?.content['application/json']?.schema ?? {};
      expect([template, closed(schema).safeParse(answer.json()).error?.issues ?? []]).toEqual([template, []]);
    }
    const [silence] = (await web.ask('/api/silences')).json<{ items: { id: string }[] }>().items;
    const ended = await web.send('DELETE', `/api/silences/${silence?.id}`);
    expect(closed({ $ref: '#/components/schemas/Silence' }).safeParse(ended.json()).error?.issues ?? []).toEqual([]);
    expect(ended.json()).toMatchObject({ endedAt: '2026-11-20T12:00:00.000Z' });
  });
});

/** Something in every optional place. */
function fill(fleet: FakeFleet): void {
  const lastCheck = { at: NOW, durationMs: 1, exitCode: 0, output: '' };
  fleet.views = [
    targetView({
      dueAt: NOW,
      openIncidents: [incident()],
      container: container({ finishedAt: NOW, exitCode: 1, lastCheck }),
    }),
  ];
  fleet.decisions.set('shop/web#1', [{ at: NOW, decision: 'wait', reason: 'x', until: NOW, inputs: {} }]);
  fleet.openList = [incident()];
  fleet.findingList = [{ code: 'a', subject: 'b', message: 'c', cure: 'd' }];
}
