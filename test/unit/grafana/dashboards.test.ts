import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { toJson } from '../../../grafana/src/finish.ts';
import { overview } from '../../../grafana/src/overview.ts';
import { dashboardFiles, dashboardText, type PanelJson, queriesOf, readDashboard } from '../../support/dashboards.ts';

const provisioning = resolve(import.meta.dirname, '../../../grafana/provisioning');
const { datasources } = parse(readFileSync(`${provisioning}/datasources/paramedic.yml`, 'utf8')) as {
  datasources: { uid: string; type: string }[];
};
const known = datasources.map(({ uid, type }) => ({ uid, type }));

it('overview.json is what the code says; run `npm run dashboards` when this fails', () => {
  expect(dashboardText('overview.json')).toBe(toJson(overview()));
});

it('the overview shows the last six hours and stays fresh', () => {
  const dashboard = readDashboard('overview.json');
  expect(dashboard.time).toEqual({ from: 'now-6h', to: 'now' });
  expect(dashboard.refresh).toBe('30s');
  expect(dashboard.templating.list.map(({ name }) => name)).toEqual(['host', 'target']);
});

describe.each(dashboardFiles())('%s', (file) => {
  const dashboard = readDashboard(file);
  const panels = dashboard.panels.filter(({ type }) => type !== 'row');

  it('has a uid, and ids that are unique', () => {
    expect(dashboard.uid).toMatch(/^paramedic-/);
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(Math.min(...ids)).toBeGreaterThan(0);
  });

  it('names only data sources that are provisioned', () => {
    const named = [
      ...panels.map(({ datasource }) => datasource),
      ...queriesOf(dashboard).map(({ query }) => query.datasource),
      ...dashboard.templating.list.map(({ datasource }) => datasource),
      ...dashboard.annotations.list.map(({ datasource }) => datasource),
    ];
    for (const datasource of named) expect(known).toContainEqual(datasource);
  });

  it('gives each query of a panel its own refId', () => {
    for (const { targets = [] } of panels) {
      expect(targets.length).toBeGreaterThan(0);
      const refIds = targets.map(({ refId }) => refId);
      expect(new Set(refIds).size).toBe(refIds.length);
      expect(refIds[0]).toBe('A');
    }
  });

  it('explains each panel, also when there is nothing to show', () => {
    for (const { title, description, fieldConfig } of panels) {
      expect(title).toBeTruthy();
      expect(description).toBeTruthy();
      expect(fieldConfig?.defaults.noValue).toBeTruthy();
    }
  });

  it('dresses only columns that its tables have', () => {
    for (const { type, fieldConfig, targets = [] } of panels.filter(({ type }) => type === 'table')) {
      const columns = targets.flatMap(({ rawSql = '' }) =>
        [...rawSql.matchAll(/ AS "([^"]+)"/g)].map(([, name]) => name),
      );
      const dressed = (fieldConfig?.overrides ?? []).filter(({ matcher }) => matcher.id === 'byName');
      expect({ type, missing: dressed.filter(({ matcher }) => !columns.includes(matcher.options)) }).toEqual({
        type,
        missing: [],
      });
    }
  });

  it('keeps the panels on the grid, and none over another', () => {
    for (const [index, panel] of dashboard.panels.entries()) {
      const { x, w, h } = panel.gridPos;
      expect({ title: panel.title, fits: x >= 0 && w > 0 && h > 0 && x + w <= 24 }).toMatchObject({ fits: true });
      for (const other of dashboard.panels.slice(index + 1)) {
        expect([panel.title, other.title, overlap(panel, other)]).toEqual([panel.title, other.title, false]);
      }
    }
  });
});

const overlap = ({ gridPos: a }: PanelJson, { gridPos: b }: PanelJson): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
