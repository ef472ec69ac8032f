import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { describe, expect, it, jest } from '@jest/globals';
import { dataFolder } from '../../support/data-folder.ts';
import { eventually } from '../../support/eventually.ts';
import { fastClock } from '../../support/fast-clock.ts';
import { TestMonitor, uniqueLabel } from '../../support/monitor.ts';
import { connect, freshDatabase } from '../../support/postgres.ts';

jest.setTimeout(120_000);
const TOKEN = 'the-token-of-this-test';

/** A machine so busy that its engine takes a while is told of too, and is no matter of these tests. */
const isOfMachine = ({ text }: Record<string, unknown>): boolean => /^(?::\w+: )?Host /.test(String(text));

/** A road to people that can be closed for a while; what was accepted, in order. */
async function road() {
  const accepted: Record<string, unknown>[] = [];
  const it = { isClosed: false, refused: 0 };
  const server = createServer(async (request, response) => {
    const body = await textOf(request).catch(() => undefined);
    // Whoever was ended in the middle of telling has told nothing.
    if (body === undefined) return;
    const letter = JSON.parse(body) as Record<string, unknown>;
    if (!isOfMachine(letter) && it.isClosed) it.refused += 1;
    if (!isOfMachine(letter) && !it.isClosed) accepted.push(letter);
    response.writeHead(it.isClosed ? 503 : 200).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return Object.assign(it, {
    accepted,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  });
}

async function tell(
  monitor: TestMonitor,
  status: 'firing' | 'resolved',
  names: readonly string[],
  summary = 'it fires',
) {
  const alerts = names.map((alertname) => {
    const labels = { alertname, severity: 'critical' };
    return { status, labels, annotations: { summary }, fingerprint: '0a1b2c3d4e5f6071' };
  });
  const answer = await fetch(`${monitor.app.url}/api/v1/alerts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ version: '4', alerts }),
  });
  expect(await answer.json()).toMatchObject({ taken: names.length });
}

/** How many letters but those of the machine Postgres knows the webhook to have got. */
async function delivered(databaseUrl: string): Promise<number> {
  await using db = await connect(databaseUrl);
  const { rows } = await db.query(
    `SELECT count(*)::int AS n FROM monitor_notifications
      WHERE channel = 'webhook' AND status = 'delivered' AND payload ->> 'type' <> 'engine_unreachable'`,
  );
  return rows[0]?.n;
}

describe('people', () => {
  it('are told of every end of what they were told of, on the same channels and after it, also by a channel that was closed and over a restart', async () => {
    await using database = await freshDatabase();
    await using webhook = await road();
    await using slack = await road();
    const env = { PARAMEDIC_TOKEN: TOKEN, PARAMEDIC_WEBHOOK_URL: webhook.url, PARAMEDIC_SLACK_URL: slack.url };
    // A try that was refused is made again after half a minute and more; but no time limit may be shorter than a busy machine needs.
    const options = { env, databaseUrl: database.url, label: uniqueLabel(), clock: fastClock(4) };
    const names = ['A', 'B', 'C', 'D', 'E'];
    slack.isClosed = true;
    {
      await using first = await TestMonitor.start(options);
      await tell(first, 'firing', names);
      await tell(first, 'resolved', names.slice(0, 2));
      await eventually('the webhook', async () => (webhook.accepted.length === 7 ? true : undefined));
      await eventually('the record of it', async () => ((await delivered(database.url)) === 7 ? true : undefined));
      await eventually('a refusal', async () => (slack.refused >= 5 ? true : undefined));
    }
    slack.isClosed = false;
    await using second = await TestMonitor.start(options);
    await tell(second, 'resolved', names.slice(2));
    await eventually(
      'all of it',
      async () => (webhook.accepted.length === 10 && slack.accepted.length === 10 ? true : undefined),
      60_000,
    );
    for (const name of names) {
      const byWebhook = webhook.accepted.filter(({ target }) => String(target).startsWith(`alert/${name}/`));
      expect(byWebhook.map(({ event }) => event)).toEqual(['incident_opened', 'incident_resolved']);
      const bySlack = slack.accepted.map(({ text }) => String(text)).filter((text) => text.includes(`Alert ${name} `));
      expect(bySlack).toEqual([
        `:red_circle: Alert ${name} fires: it fires`,
        expect.stringContaining(`:large_green_circle: Alert ${name} has recovered`),
      ]);
    }
  });
});

describe('the trigger files', () => {
  it('hold what is on the queue for whoever picks it up, once, without a worker or a key, and no longer what is over', async () => {
    await using database = await freshDatabase();
    await using data = await dataFolder();
    const env = {
      PARAMEDIC_TOKEN: TOKEN,
      PARAMEDIC_DATA_DIR: data.path,
      PARAMEDIC_ESCALATION_AT_ONCE: 'external_alert',
    };
    const options = { env, databaseUrl: database.url, label: uniqueLabel() };
    const text = (...path: string[]) => readFile(join(data.path, ...path), 'utf8').catch(() => '');
    const lines = async (name: string) =>
      (await text('logs', name))
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line));
    const hostile = 'down "quoted"\n{"id":"forged"}\nAPI_KEY=hunter2secret';
    {
      await using monitor = await TestMonitor.start(options);
      await tell(monitor, 'firing', ['DiskFull'], hostile);
      const { escalation } = await monitor.until('escalation_queued');
      const [line] = await eventually('the trigger', async () => {
        const all = await lines('claude_trigger.txt');
        return all.length > 0 ? all : undefined;
      });
      expect(line).toMatchObject({
        ...{ id: escalation.id, target: escalation.target, type: 'external_alert', reason: 'at_once' },
        prompt: join(data.path, 'escalations', escalation.id, 'briefing.md'),
      });
      const briefing = await readFile(line.prompt, 'utf8');
      expect(briefing).toContain(`# Escalation ${escalation.id}`);
      expect(JSON.stringify([briefing, line])).not.toContain('hunter2secret');
      // Each file is a channel of its own and the prompt is there from the start: wait for what it should say.
      await eventually('the prompt', async () =>
        (await text('logs', 'claude_monitoring_prompt.txt')).includes(`escalation ${escalation.id}`) ? true : undefined,
      );
      const alerts = await eventually('the critical alert', async () => {
        const all = await lines('critical_alerts.log');
        return all.length > 0 ? all : undefined;
      });
      expect(alerts).toMatchObject([{ event: 'critical_incident', target: escalation.target }]);
    }
    {
      await using rows = await connect(database.url);
      const again = `UPDATE monitor_notifications SET status = 'pending', delivered_at = NULL, next_attempt_at = created_at`;
      const { rowCount } = await rows.query(again);
      expect(rowCount).toBe(2);
      await using monitor = await TestMonitor.start(options);
      await eventually('both delivered again', async () => {
        const { rows: left } = await rows.query(`SELECT FROM monitor_notifications WHERE status <> 'delivered'`);
        return left.length === 0 ? true : undefined;
      });
      expect(await lines('claude_trigger.txt')).toHaveLength(1);
      expect(await lines('critical_alerts.log')).toHaveLength(1);
      await tell(monitor, 'resolved', ['DiskFull']);
      await eventually('an empty prompt', async () =>
        (await text('logs', 'claude_monitoring_prompt.txt')).startsWith('Nothing that') ? true : undefined,
      );
    }
  });
});
