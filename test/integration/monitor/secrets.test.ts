import { expect, it, jest } from '@jest/globals';
import { runContainer } from '../../support/engine.ts';
import { openWard } from '../../support/monitor.ts';
import { connect } from '../../support/postgres.ts';

jest.setTimeout(120_000);

const SECRET = 'tr0ub4dor-and-3-more';

/** Everything that is on record, as text. */
async function onRecord(databaseUrl: string): Promise<string> {
  await using db = await connect(databaseUrl);
  const { rows: tables } = await db.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
  const found = [];
  for (const { tablename } of tables) found.push((await db.query(`SELECT * FROM "${tablename}"`)).rows);
  return JSON.stringify(found);
}

it('keeps a secret of the environment to itself, wherever the container says it', async () => {
  await using ward = await openWard();
  const { monitor } = ward;
  await using it = await runContainer({
    env: [`DB_PASSWORD=${SECRET}`],
    healthCmd: 'echo "checked with $DB_PASSWORD"; false',
    healthRetries: 1,
    script: 'while :; do echo "CRITICAL: no login with $DB_PASSWORD"; sleep 1; done',
    labels: {
      ...ward.labels,
      'paramedic.log.login': 'no login',
      'paramedic.probe.cmd.exec': 'echo "probed with $DB_PASSWORD"; false',
      'paramedic.probe.cmd.interval': '1s',
      'paramedic.probe.cmd.failures': '1',
      'paramedic.heal.actions': 'exec',
      'paramedic.heal.exec': 'echo "cleaned with $DB_PASSWORD"',
    },
  });
  await monitor.until('incident_opened', ({ incident }) => incident.type === 'log_trigger');
  await monitor.untilTarget(it.name, ({ probes, container }) => {
    return probes.some(({ state }) => state === 'failing') && container.lastCheck !== undefined;
  });
  await monitor.until('incident_opened', ({ incident }) => incident.type === 'heal_failed');
  const api = async (path: string) => (await fetch(new URL(path, monitor.app.url))).text();
  const paths = ['status', `containers/${it.name}`, `containers/${it.name}/explain`, 'incidents'];
  const ids = monitor.of('incident_opened').map(({ incident }) => `incidents/${incident.id}`);
  const told = await Promise.all([...paths, ...ids].map((path) => api(`/api/${path}`)));
  const record = await onRecord(ward.databaseUrl);
  for (const words of ['CRITICAL: no login with', 'checked with', 'probed with', 'cleaned with']) {
    expect(record).toContain(`${words} [redacted secret]`);
  }
  expect(told.join('\n')).toContain('checked with [redacted secret]');
  expect([record, ...told, JSON.stringify(monitor.happenings)].filter((text) => text.includes(SECRET))).toEqual([]);
});
