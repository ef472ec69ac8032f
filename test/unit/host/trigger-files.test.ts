import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { EscalationQuery, EscalationStory } from '../../../src/escalation/archive-port.ts';
import type { Escalation } from '../../../src/escalation/escalation.ts';
import { TriggerFiles } from '../../../src/host/trigger-files.ts';
import type { OutboxMessage } from '../../../src/incidents/ledger.ts';
import { T0 } from '../../support/charts.ts';
import { dataFolder } from '../../support/data-folder.ts';
import { escalation, troubled } from '../../support/escalations.ts';
import { eventually } from '../../support/eventually.ts';

const HOSTILE = 'down "quoted"\n{"id":"forged"}\n`` $(rm -rf /) \u2028 DB_PASSWORD=hunter2secret';

/** The record in memory. */
class Archive {
  readonly stories: EscalationStory[] = [];
  add(part: Partial<Escalation> = {}): EscalationStory {
    const story = {
      escalation: escalation({ status: 'queued', ...part }),
      incidents: [troubled({ description: HOSTILE })],
      ...{ timeline: [], remediations: [], runs: [], approvals: [] },
    };
    this.stories.push(story);
    return story;
  }
  /** Asked for so often; each answer is what was open when it was asked for, held until `goOn`. */
  listed = 0;
  goOn: Promise<void> = Promise.resolve();
  story = async (id: string) => this.stories.find((one) => one.escalation.id === id);
  recall = async () => [];
  list = async ({ status, host }: EscalationQuery) => {
    this.listed += 1;
    const found = this.stories
      .map((one) => one.escalation)
      .filter((one) => status === 'open' && one.host === host && one.finishedAt === undefined)
      .reverse();
    await this.goOn;
    return found;
  };
}

async function scene() {
  const data = await dataFolder();
  const archive = new Archive();
  const make = () => new TriggerFiles({ host: 'server-1', dataDir: data.path, archive, verifyMs: 30_000 });
  const text = (...path: string[]) => readFile(join(data.path, ...path), 'utf8');
  return {
    archive,
    make,
    files: make(),
    data: data.path,
    text,
    lines: async (name: string) =>
      (await text('logs', name))
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
    prompt: () => text('logs', 'claude_monitoring_prompt.txt'),
    [Symbol.asyncDispose]: () => data[Symbol.asyncDispose](),
  };
}

const queued = ({ escalation: { id } }: EscalationStory, message = `m-${id}`): OutboxMessage => ({
  ...{ id: message, channel: 'files:server-1', incidentId: undefined, event: 'escalation_queued', createdAt: T0 },
  payload: { escalation_id: id },
});

describe('the trigger files', () => {
  it('name what is on the queue in one line, with the path of a briefing that is there', async () => {
    await using it = await scene();
    const story = it.archive.add();
    await it.files.send(queued(story));
    const [line, ...more] = await it.lines('claude_trigger.txt');
    expect(more).toEqual([]);
    expect(line).toEqual({
      time: new Date(T0).toISOString(),
      id: story.escalation.id,
      target: 'shop/web#1',
      type: 'container_unhealthy',
      reason: 'attempts_exhausted',
      error: 'down "quoted" {"id":"forged"} `` $(rm -rf /)   DB_PASSWORD=[redacted password]',
      prompt: join(it.data, 'escalations', story.escalation.id, 'briefing.md'),
    });
    const briefing = await readFile(line.prompt, 'utf8');
    expect(briefing).toContain(`# Escalation ${story.escalation.id}`);
    expect(briefing).toContain('| Error: cannot read /etc/app.json');
    expect(briefing).not.toContain('hunter2secret');
    const evidence = join(line.prompt, '..', 'evidence');
    expect((await readdir(evidence)).sort()).toEqual(['1-container_unhealthy.log.txt', '1-container_unhealthy.txt']);
    for (const path of [
      line.prompt,
      join(it.data, 'logs', 'claude_trigger.txt'),
      join(evidence, '1-container_unhealthy.txt'),
    ]) {
      expect((await stat(path)).mode & 0o777).toBe(0o600);
    }
  });

  it('hold one line however often they are told, by whichever process; what joins comes into the briefing', async () => {
    await using it = await scene();
    const story = it.archive.add();
    await it.files.send(queued(story));
    await it.files.send(queued(story));
    const joined = troubled({ id: 'i-2', target: 'shop/db#1', type: 'oom_killed' });
    it.archive.stories[0] = { ...story, incidents: [...story.incidents, joined] };
    await it.make().send(queued(story, 'another'));
    expect(await it.lines('claude_trigger.txt')).toHaveLength(1);
    expect(await it.text('escalations', story.escalation.id, 'briefing.md')).toContain('oom_killed');
    expect(await it.prompt()).toContain('oom_killed of `shop/db#1`');
  });

  it('leave the briefing of a run alone', async () => {
    await using it = await scene();
    const story = it.archive.add();
    await it.files.send(queued(story));
    const path = join(it.data, 'escalations', story.escalation.id, 'briefing.md');
    await writeFile(path, 'of the run');
    it.archive.stories[0] = { ...story, escalation: { ...story.escalation, status: 'running' } };
    await it.files.send(queued(story, 'another'));
    expect(await readFile(path, 'utf8')).toBe('of the run');
  });

  it('write no line of what is kept no longer', async () => {
    await using it = await scene();
    await it.files.send(queued({ ...it.archive.add(), escalation: escalation({ id: 'gone' }) }));
    await expect(it.lines('claude_trigger.txt')).rejects.toThrow('ENOENT');
  });

  it('tell in one prompt what is open on this host, and no longer what is over', async () => {
    await using it = await scene();
    await it.files.refresh();
    expect(await it.prompt()).toBe('Nothing that Paramedic could not heal is open on host `server-1`.\n');
    const story = it.archive.add();
    it.archive.add({ id: 'e2', target: 'blog' });
    it.archive.add({ id: 'e3', host: 'elsewhere', target: 'foreign' });
    await it.files.refresh();
    const text = await it.prompt();
    expect(text).toContain('2 matters are open');
    expect(text.match(/^## \d+\. .*$/gm)).toEqual([
      '## 1. `shop/web#1` (warning, queued)',
      '## 2. `blog` (warning, queued)',
    ]);
    expect(text).not.toContain('foreign');
    expect(text).not.toContain('hunter2secret');
    expect(text.split('\n').filter((line) => line.includes('forged'))).toHaveLength(2);
    it.archive.stories[0] = { ...story, escalation: { ...story.escalation, status: 'cancelled', finishedAt: T0 } };
    await it.files.refresh();
    expect((await it.prompt()).match(/^## \d+\. .*$/gm)).toEqual(['## 1. `blog` (warning, queued)']);
    expect((await stat(join(it.data, 'logs', 'claude_monitoring_prompt.txt'))).mode & 0o777).toBe(0o600);
  });

  it('are written by one at a time: an old answer never overwrites a newer one', async () => {
    await using it = await scene();
    const held = Promise.withResolvers<void>();
    it.archive.goOn = held.promise;
    const before = it.files.refresh();
    const story = it.archive.add();
    const after = [it.files.refresh(), it.files.send(queued(story))];
    await eventually('the line', async () => (await it.lines('claude_trigger.txt').catch(() => []))[0], 10_000, 5);
    expect(it.archive.listed).toBe(1);
    held.resolve();
    await Promise.all([before, ...after]);
    expect(await it.prompt()).toContain('## 1. `shop/web#1` (warning, queued)');
  });

  it('tell of an incident that joins while what is open is being written', async () => {
    await using it = await scene();
    const story = it.archive.add();
    await it.files.refresh();
    const held = Promise.withResolvers<void>();
    it.archive.goOn = held.promise;
    const before = it.files.refresh();
    const joined = troubled({ id: 'i-2', target: 'shop/db#1', type: 'oom_killed' });
    it.archive.stories[0] = { ...story, incidents: [...story.incidents, joined] };
    const told = it.files.send(queued(story));
    await eventually('the line', async () => (await it.lines('claude_trigger.txt').catch(() => []))[0], 10_000, 5);
    held.resolve();
    await Promise.all([before, told]);
    expect(await it.prompt()).toContain('oom_killed of `shop/db#1`');
  });

  it('hold the first twenty of very many, and say how many there are', async () => {
    await using it = await scene();
    for (let index = 0; index < 25; index += 1) it.archive.add({ id: `e${index}`, target: `t${index}` });
    await it.files.refresh();
    const text = await it.prompt();
    expect(text).toContain('25 matters are open; the first 20 follow');
    expect(text).toContain('## 1. `t0`');
    expect(text).toContain('## 20. `t19`');
    expect(text).not.toContain('## 21.');
  });

  it('have a line for each critical incident and hand-over, once', async () => {
    await using it = await scene();
    const alert = (id: string, event: string): OutboxMessage => ({
      ...{ id, channel: 'files:server-1', incidentId: 'i', event, createdAt: T0 },
      payload: { target: 'shop/web#1', severity: 'critical', description: HOSTILE },
    });
    for (const message of [
      alert('m1', 'critical_incident'),
      alert('m2', 'hand_over'),
      alert('m1', 'critical_incident'),
    ]) {
      await it.files.send(message);
    }
    expect(await it.lines('critical_alerts.log')).toEqual(
      ['critical_incident', 'hand_over'].map((event, index) => ({
        ...{
          time: new Date(T0).toISOString(),
          event,
          target: 'shop/web#1',
          severity: 'critical',
          description: HOSTILE,
        },
        delivery: `m${index + 1}`,
      })),
    );
  });
});
