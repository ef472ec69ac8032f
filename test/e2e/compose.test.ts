import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { HEALTH_FILE, runContainer } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';
import { Stack } from '../support/stack.ts';

/** Only what has this label is watched: other tests use the same engine. */
const LABEL = 'paramedic.compose-test';
const OWN_SICK = '/tmp/sick';
const UNHEALED = 'SELECT * FROM monitor_incidents WHERE auto_healed = false ORDER BY timestamp DESC LIMIT 10;';
const SLOW = `SELECT container_name, AVG(response_time_ms) AS avg_ms FROM monitor_health_metrics
 WHERE timestamp > NOW() - INTERVAL '1 hour' GROUP BY container_name HAVING AVG(response_time_ms) > 1000;`;

/** Compose waits for what it starts and stops; on a busy machine that takes its time. */
jest.setTimeout(300_000);

let stack: Stack;
let label: string;

/** The copy scrapes faster, and one container of the stack itself is watched and can be made to look sick. */
function quicken(folder: string): string {
  const config = join(folder, 'prometheus/prometheus.yml');
  const faster = readFileSync(config, 'utf8').replaceAll('15s', '1s').replaceAll('10s', '1s');
  writeFileSync(config, faster);
  const override = join(folder, 'quick.yml');
  const service = {
    labels: { [label]: 'true' },
    healthcheck: {
      test: ['CMD-SHELL', `! test -e ${OWN_SICK} && wget -q -O /dev/null http://127.0.0.1:9090/-/ready`],
      interval: '1s',
      retries: 1,
      start_period: '60s',
    },
  };
  writeFileSync(override, JSON.stringify({ services: { prometheus: service } }));
  return override;
}

beforeAll(async () => {
  label = `${LABEL}.${Date.now().toString(36)}`;
  stack = await Stack.prepare({
    PARAMEDIC_WATCH: 'labelled',
    PARAMEDIC_WATCH_LABEL: label,
    PARAMEDIC_INTERVAL: '2s',
    PARAMEDIC_HEAL_VERIFY: '2s',
    // How the machine itself fares is for others to tell: here it would be one more incident.
    PARAMEDIC_THRESHOLDS_DISK_FREE: '0%',
    PARAMEDIC_THRESHOLDS_HOST_FOR: '24h',
  });
  stack.addFile(quicken(stack.folder));
  await stack.compose('up', '-d', '--build', '--wait');
}, 600_000);

afterAll(() => stack[Symbol.asyncDispose]());

const incidentOf = (target: string) =>
  eventually(`a resolved incident of ${target}`, async () => {
    const [row] = await stack.psql(
      `SELECT incident_type, status, auto_healed, resolution, heal_attempts FROM monitor_incidents
        WHERE target = '${target}' AND status = 'resolved'`,
    );
    return row;
  });

describe('docker compose up, on a fresh clone', () => {
  it('heals a sick container beside it, and tells so in Postgres and Prometheus', async () => {
    await using patient = await runContainer({ labels: { [label]: 'true' }, healthCmd: HEALTH_FILE });
    await patient.waitForHealth('healthy');
    const { StartedAt } = (await patient.inspect()).State;
    const before = await stack.starts();
    await patient.makeSick();
    await patient.until(({ State }) => State.StartedAt !== StartedAt && State.Health?.Status === 'healthy');
    expect(await incidentOf(patient.name)).toBe('container_unhealthy|resolved|t|auto_healed|1');
    expect(await stack.starts()).toEqual(before);

    const query = encodeURIComponent('paramedic_incidents_total{type="container_unhealthy"} >= 1');
    await eventually('the counter of incidents in Prometheus', async () => {
      const answer = await fetch(stack.url('prometheus', `/api/v1/query?query=${query}`));
      const { data } = (await answer.json()) as { data: { result: object[] } };
      return data.result[0];
    });
  });

  it("answers the contract's queries in psql", async () => {
    expect(await stack.psql(UNHEALED)).toEqual([]);
    // On a slow machine there may be one; what is not slow is never among them.
    const times = (await stack.psql(SLOW)).map((row) => Number(row.split('|').at(-1)));
    expect(times.filter((ms) => !(ms > 1_000))).toEqual([]);
    await eventually('a sample', async () => (await stack.psql('SELECT 1 FROM monitor_health_metrics LIMIT 1'))[0]);
  });

  it('tells of a sick container of its own and leaves it alone', async () => {
    const before = await stack.starts();
    await stack.exec('prometheus', 'touch', OWN_SICK);
    const own = `SELECT id FROM monitor_incidents WHERE target = '${stack.project}/prometheus#1'`;
    const [id] = await eventually('an incident of our own', async () => {
      const rows = await stack.psql(own);
      return rows.length > 0 ? rows : undefined;
    });
    await eventually('the named refusal', async () => {
      const sql = `SELECT 1 FROM monitor_incident_events WHERE incident_id = '${id}' AND reason = 'own_stack'`;
      return (await stack.psql(sql))[0];
    });
    expect(await stack.psql(`SELECT 1 FROM monitor_remediations WHERE incident_id = '${id}'`)).toEqual([]);
    expect(await stack.starts()).toEqual(before);
    await stack.exec('prometheus', 'rm', OWN_SICK);
  });

  it('shows its numbers to the holder of the token only', async () => {
    const token = await stack.exec('monitor', 'cat', '/run/secrets/paramedic/token');
    const metrics = stack.url('monitor', '/metrics');
    expect((await fetch(metrics)).status).toBe(401);
    expect((await fetch(metrics, { headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
    expect((await fetch(metrics, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  });

  it('runs as nobody special, on a file system that it cannot write', async () => {
    expect(await stack.exec('monitor', 'id', '-u')).toBe('1000');
    const attempt =
      "touch /app/x 2>/dev/null && echo written || echo refused; test -w /data && echo 'data is writable'";
    expect(await stack.exec('monitor', 'sh', '-c', attempt)).toBe('refused\ndata is writable');
    expect(await stack.exec('monitor', 'sh', '-c', 'test -e /var/run/docker.sock || echo none')).toBe('none');
    expect(await stack.psql("SELECT rolsuper FROM pg_roles WHERE rolname = 'paramedic'")).toEqual(['f']);
  });

  it('loses nothing by down and up again', async () => {
    const count = () => stack.psql('SELECT id FROM monitor_incidents ORDER BY id');
    const token = () => stack.exec('monitor', 'cat', '/run/secrets/paramedic/token');
    const before = [await count(), await token()];
    expect(before[0]).not.toEqual([]);
    await stack.compose('down', '--timeout', '10');
    await stack.compose('up', '-d', '--wait');
    // What goes down first may still be seen to fail by what watches it.
    expect(await count()).toEqual(expect.arrayContaining(before[0] as string[]));
    expect(await token()).toEqual(before[1]);
  });
});
