import { describe, expect, it } from '@jest/globals';
import { decideWorkspace, isAtOrBelow, type WorkspaceCase } from '../../../src/escalation/workspace-policy.ts';

const at = (path: string) => ({ named: path, real: path });
const decide = (part: Partial<WorkspaceCase>) =>
  decideWorkspace({ label: undefined, project: undefined, roots: [], ...part });

describe('where Claude Code may work', () => {
  it('is where a label says, at or below a folder that the operator has listed', () => {
    for (const path of ['/srv', '/srv/shop', '/srv/shop/web']) {
      expect(decide({ label: at(path), roots: ['/home/x', '/srv'] })).toEqual({ kind: 'folder', path, by: 'label' });
    }
  });

  it.each(['/', '/srv-other', '/srvx/shop', '/home', '/etc', '/sr'])('is not %s because a label says so', (path) => {
    expect(decide({ label: at(path), roots: ['/srv', '/home/x'] })).toEqual({
      kind: 'none',
      reason: 'label_outside_roots',
    });
  });

  it('goes by where the label leads, not by what it says', () => {
    const label = { named: '/srv/shop', real: '/etc' };
    expect(decide({ label, roots: ['/srv'] })).toEqual({ kind: 'none', reason: 'label_outside_roots' });
  });

  it('is nowhere by a label as long as nothing is listed', () => {
    expect(decide({ label: at('/srv/shop') })).toEqual({ kind: 'none', reason: 'label_outside_roots' });
  });

  it("is the compose project's folder where no label leads anywhere else", () => {
    const project = at('/srv/blog');
    expect(decide({ project })).toEqual({ kind: 'folder', path: '/srv/blog', by: 'project' });
    const outside = { project, label: at('/etc'), roots: ['/srv/blog'] };
    expect(decide(outside)).toEqual({ kind: 'folder', path: '/srv/blog', by: 'project' });
    const inside = { project, label: at('/srv/blog/api'), roots: ['/srv/blog'] };
    expect(decide(inside)).toEqual({ kind: 'folder', path: '/srv/blog/api', by: 'label' });
  });

  it('is nowhere, with the reason', () => {
    expect(decide({})).toEqual({ kind: 'none', reason: 'no_workspace' });
    const gone = { named: '/srv/gone', real: undefined };
    expect(decide({ project: gone })).toEqual({ kind: 'none', reason: 'folder_missing' });
    expect(decide({ label: gone, roots: ['/srv'] })).toEqual({ kind: 'none', reason: 'folder_missing' });
  });
});

it('a root with a slash at its end is the same root', () => {
  expect([isAtOrBelow('/srv/a', '/srv/'), isAtOrBelow('/srvx', '/srv/'), isAtOrBelow('/a', '/')]).toEqual([
    true,
    false,
    true,
  ]);
});
