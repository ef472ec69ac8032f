import { expect, it, jest } from '@jest/globals';
import { figures } from '../support/chaos/figures.ts';
import { isLong } from '../support/chaos/random.ts';
import { eventually } from '../support/eventually.ts';
import { TestMonitor, uniqueLabel } from '../support/monitor.ts';
import { connect, freshDatabase } from '../support/postgres.ts';
import { simEngine } from '../support/sim-engine/sim-engine.ts';
import { manySpecs } from '../support/sim-engine/spec.ts';
import { tcpProxy } from '../support/tcp-proxy.ts';

jest.setTimeout(600_000);

const INCIDENTS = isLong() ? 5_000 : 1_000;

it(`heals ${INCIDENTS} containers without Postgres, and then has all of it on record, once and in order`, async () => {
  await using database = await freshDatabase();
  await using proxy = await tcpProxy(database.url);
  const label = uniqueLabel();
  const specs = manySpecs(INCIDENTS, { labels: { [label]: 'true' }, restartMs: 20, firstCheckMs: 10 });
  await using engine = await simEngine(specs);
  await using monitor = await TestMonitor.start({
    databaseUrl: proxy.url,
    label,
    env: {
      DOCKER_HOST: engine.dockerHost,
      PARAMEDIC_HEAL_HOST_BUDGET: '10000/600s',
      PARAMEDIC_HEAL_MAX_UNHEALTHY: '100%',
      PARAMEDIC_HEAL_CONCURRENCY: '16',
      PARAMEDIC_HEAL_VERIFY: '8s',
      PARAMEDIC_INTERVAL: '30s',
    },
  });
  const { fleet } = monitor.app;
  await monitor.untilTrue(() => fleet.targets().length === INCIDENTS && fleet.engine().connected);
  await using client = await connect(database.url);
  const count = async (sql: string) => Number((await client.query(`SELECT count(*) AS n ${sql}`)).rows[0]?.n);

  await proxy.cut();
  const begun = performance.now();
  for (const container of engine.containers) container.sicken();
  await eventually('all to be healed', async () => (resolved() === INCIDENTS ? true : undefined), 180_000);
  const healedIn = (performance.now() - begun) / 1000;
  expect(engine.containers.map(({ restarts }) => restarts.length)).toEqual(specs.map(() => 1));
  expect(await count("FROM monitor_incidents WHERE incident_type = 'container_unhealthy'")).toBe(0);
  expect(fleet.storage().spooledRecords).toBeGreaterThanOrEqual(INCIDENTS);

  await proxy.mend();
  const mended = performance.now();
  await eventually('the spool to be drained', async () => (fleet.storage().ready ? true : undefined), 120_000);
  const drainedIn = (performance.now() - mended) / 1000;

  const sick = "FROM monitor_incidents WHERE incident_type = 'container_unhealthy'";
  expect(await count(sick)).toBe(INCIDENTS);
  expect(await count(`${sick} AND status = 'resolved' AND resolution = 'auto_healed' AND heal_attempts = 1`)).toBe(
    INCIDENTS,
  );
  expect(await count("FROM monitor_remediations WHERE action = 'restart' AND outcome = 'done'")).toBe(INCIDENTS);
  expect(await count('FROM monitor_remediations')).toBe(INCIDENTS);
  const stories = await storiesOf(client);
  expect(stories).toHaveLength(INCIDENTS);
  expect(stories.filter((story) => !STORY.test(story))).toEqual([]);
  figures('incidents while Postgres was away', {
    incidents: INCIDENTS,
    'seconds to heal all': Math.round(healedIn),
    'seconds to drain': Math.round(drainedIn),
  });

  function resolved(): number {
    return monitor.of('incident_resolved').filter(({ incident }) => incident.type === 'container_unhealthy').length;
  }
});

/**
 * That it is up again may be heard of before the restart has been answered; and when the answer comes later than the proof of
 * health there is nothing left to recover from.
 */
const STORY = /^opened intended (finished recovering|recovering finished|finished) resolved$/;

/** Of each incident, in the order in which it was made up: ids are made in order. */
async function storiesOf(client: Awaited<ReturnType<typeof connect>>): Promise<string[]> {
  const { rows } = await client.query<{ story: string }>(
    `SELECT string_agg(e.kind, ' ' ORDER BY e.id) AS story
       FROM monitor_incident_events e JOIN monitor_incidents i ON i.id = e.incident_id
      WHERE i.incident_type = 'container_unhealthy' GROUP BY e.incident_id`,
  );
  return rows.map(({ story }) => story);
}
