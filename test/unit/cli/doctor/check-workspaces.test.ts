import { describe, expect, it } from '@jest/globals';
import { checkProjects, checkWorkspaces, workspacesOf } from '../../../../src/cli/doctor/check-workspaces.ts';
import type { Checkout } from '../../../../src/escalation/checkout.ts';
import { container } from '../../../support/fleet.ts';
import { validConfig } from '../../../support/valid-config.ts';

const config = validConfig({ PARAMEDIC_WORKSPACES: 'shop=/srv/shop' });
const inPlace = validConfig({ PARAMEDIC_CLAUDE_IN_PLACE: 'true' });
const of = (project: string, labels: Record<string, string> = {}) =>
  container({
    target: `${project}/web#1`,
    labels: { 'com.docker.compose.project': project, 'com.docker.compose.service': 'web', ...labels },
  });
const shop = { path: '/srv/shop', owner: 'shop', byLabel: false };
const look = (checkout: Checkout, given = config, workspace = shop) =>
  checkWorkspaces([{ ...workspace, checkout }], given);

describe('the folders that Claude Code may be sent to', () => {
  it('are those of the settings and of the labels of watched containers, each once', () => {
    const labelled = { 'paramedic.workspace': '/srv/x' };
    const containers = [
      of('blog', labelled),
      of('wiki', labelled),
      of('shop', { 'paramedic.workspace': '/srv/shop' }),
      of('off', { 'paramedic.workspace': '/srv/off', 'paramedic.enable': 'false' }),
      of('bad', { 'paramedic.workspace': 'relative' }),
    ];
    expect(workspacesOf(containers, config)).toEqual([{ path: '/srv/x', owner: 'wiki/web#1', byLabel: true }, shop]);
  });

  it('are well', () => {
    expect(look({ kind: 'repository', changes: 0 })).toEqual([
      { level: 'ok', name: 'workspaces', message: '1 folder, each a git repository' },
    ]);
    expect(checkWorkspaces([], config)).toEqual([]);
  });

  it.each([
    [{ kind: 'missing' }, '/srv/shop of shop does not exist', 'PARAMEDIC_WORKSPACES (shop)'],
    [{ kind: 'no_folder' }, '/srv/shop of shop is no folder', 'PARAMEDIC_WORKSPACES (shop)'],
    [{ kind: 'no_repository' }, '/srv/shop of shop is no git repository', '`git init`'],
    [{ kind: 'no_commit' }, '/srv/shop of shop is a git repository without a commit', 'Commit'],
    [{ kind: 'unknown', reason: 'dubious' }, '/srv/shop of shop cannot be looked at: dubious', 'git'],
  ] as const)('%j is a warning with its cure', (checkout, message, cure) => {
    expect(look(checkout)).toEqual([
      { level: 'warn', name: 'workspaces', message, cure: expect.stringContaining(cure) },
    ]);
  });

  it('may hold changes, unless Claude Code works right there', () => {
    const dirty = { kind: 'repository', changes: 2 } as const;
    expect(look(dirty)).toMatchObject([{ level: 'ok' }]);
    expect(look(dirty, inPlace)).toMatchObject([
      {
        level: 'warn',
        message: expect.stringContaining('has 2 changes not committed'),
        cure: expect.stringContaining('PARAMEDIC_CLAUDE_IN_PLACE=false'),
      },
    ]);
    expect(look({ kind: 'repository', changes: 0 }, inPlace)).toMatchObject([{ level: 'ok' }]);
  });

  it('point to the label that names them', () => {
    const byLabel = { path: '/srv/x', owner: 'blog/web#1', byLabel: true };
    const rooted = validConfig({ PARAMEDIC_CLAUDE_WORKSPACE_ROOTS: '/srv' });
    expect(look({ kind: 'missing' }, rooted, byLabel)).toMatchObject([
      { cure: expect.stringContaining('label `paramedic.workspace` of blog/web#1') },
    ]);
  });

  it('are not followed where nobody but a label names them', () => {
    const byLabel = { path: '/srv/x', owner: 'blog/web#1', byLabel: true };
    const fine = { kind: 'repository', changes: 0 } as const;
    expect(look(fine, config, byLabel)).toEqual([
      {
        ...{ level: 'warn', name: 'workspaces' },
        message: '/srv/x of blog/web#1 is named by a label only, and labels come with images: it is not followed',
        cure: expect.stringContaining('PARAMEDIC_CLAUDE_WORKSPACE_ROOTS'),
      },
    ]);
    expect(look(fine, config, { ...byLabel, path: '/srv/shop/web' })).toMatchObject([{ level: 'ok' }]);
  });
});

describe('compose projects', () => {
  it('without a workspace are named once each', () => {
    const containers = [of('wiki'), of('blog'), of('blog'), of('shop'), container({ target: 'alone' })];
    expect(checkProjects(containers, config)).toMatchObject([
      {
        level: 'warn',
        message: expect.stringMatching(/^2 compose projects without one: blog, wiki\. /),
        cure: expect.stringContaining('PARAMEDIC_WORKSPACES=blog=/path/of/it'),
      },
    ]);
  });

  it('need none where nothing is handed over', () => {
    const containers = [
      of('shop'),
      of('a', { 'paramedic.workspace': '/srv/a' }),
      of('b', { 'paramedic.escalate': 'false' }),
      of('c', { 'paramedic.enable': 'no' }),
      of('d', { 'paramedic.stack': 'monitor' }),
    ];
    expect(checkProjects(containers, config)).toEqual([]);
    expect(checkProjects([of('constructor')], config)).toHaveLength(1);
  });

  it('are named up to ten', () => {
    const many = Array.from({ length: 12 }, (_, n) => of(`p${n + 10}`));
    expect(checkProjects(many, config)[0]?.message).toContain(
      'p10, p11, p12, p13, p14, p15, p16, p17, p18, p19, and 2 more.',
    );
  });
});
