import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { routesOf } from '../../../src/http/application.ts';
import { openapi } from '../../../src/http/openapi.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { container, FakeArchive, FakeFleet, healedStory, incident, NOW, targetView } from '../../support/fleet.ts';
import { Web } from '../../support/web.ts';

interface Operation {
  security?: unknown[];
  parameters: { in: string; name: string }[];
  responses: Record<string, { content: Record<string, { schema: { $ref?: string } } | undefined> }>;
}

const document = openapi('1.2.3') as unknown as {
  paths: Record<string, { get: Operation }>;
  components: { schemas: Record<string, object> };
};
const operations = Object.entries(document.paths).map(([path, item]) => ({ path, ...item.get }));
const sources = { fleet: new FakeFleet(), archive: new FakeArchive(), clock: new FixedClock(), version: '1.2.3' };
const routes = routesOf({ ...sources, metrics: { contentType: '', render: async () => '' } });

describe('the OpenAPI document', () => {
  it('describes every route, and no other', () => {
    const templates = routes.map(({ path }) => path.replace(/:(\w+)/g, '{$1}'));
    expect(operations.map(({ path }) => path).sort()).toEqual(templates.sort());
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

  it('is served with the version', async () => {
    await using web = await Web.start();
    expect((await web.ask('/api/openapi.json')).json()).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' } });
  });

  it('is what the answers look like, with nothing left undescribed', async () => {
    await using web = await Web.start();
    const told = healedStory({ parentId: 'x', acknowledgedAt: NOW, acknowledgedBy: 'me' });
    web.archive.stories = [{ ...told, children: [incident()] }];
    fill(web.fleet);
    for (const { path: template, responses } of operations) {
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

/** The schema as one of zod that objects to properties it does not know. */
function closed(schema: object) {
  const text = JSON.stringify({ ...schema, $defs: document.components.schemas }, (_key, node) =>
    node?.type === 'object' && node.properties && node.additionalProperties === undefined
      ? { ...node, additionalProperties: false }
      : node,
  );
  return z.fromJSONSchema(JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')));
}
