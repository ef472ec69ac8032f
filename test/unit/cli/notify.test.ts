import { describe, expect, it } from '@jest/globals';
import { configOf, NO_PORT, run } from '../../support/cli.ts';
import { receiver } from '../notifications/server.ts';

const notify = (argv: string, env: Record<string, string>) =>
  run(`notify test${argv}`, NO_PORT, { loadConfig: () => configOf(env) });

describe('paramedic notify test', () => {
  it('sends through each channel now, as the monitor would, and says so', async () => {
    await using server = await receiver((response) => response.end());
    const env = {
      PARAMEDIC_WEBHOOK_URL: server.url,
      PARAMEDIC_WEBHOOK_SECRET: 'a-secret-of-some-length',
      PARAMEDIC_SLACK_URL: server.url,
      PARAMEDIC_ALERTMANAGER_URL: server.url,
      PARAMEDIC_HOST: 'server-1',
    };
    const { exitCode, stdout } = await notify('', env);
    expect([exitCode, stdout.replaceAll(/[\d.]+ s$/gm, 'N s')]).toEqual([
      0,
      '✓ webhook: delivered after N s\n✓ slack: delivered after N s\n✓ alertmanager: delivered after N s\n',
    ]);
    const bodies = server.received.map(({ body }) => body).sort();
    expect(bodies).toHaveLength(3);
    for (const body of bodies) expect(body).toContain('This is a test of Paramedic on server-1: nothing has happened.');
    expect(server.received.some(({ headers }) => headers['x-paramedic-signature'] !== undefined)).toBe(true);
    const alert = server.received.find(({ path }) => path?.endsWith('/api/v2/alerts'))?.body ?? '[]';
    const [{ labels, startsAt, endsAt }] = JSON.parse(alert);
    expect(labels).toMatchObject({ alertname: 'ParamedicTest', severity: 'info', host: 'server-1' });
    expect(Date.parse(endsAt) - Date.parse(startsAt)).toBe(60_000);
  });

  it.each([
    [404, 'Look whether PARAMEDIC_SLACK_URL is the whole address'],
    [403, 'It does not accept the key in PARAMEDIC_SLACK_URL'],
    [302, 'It has moved: set PARAMEDIC_SLACK_URL'],
    [429, 'It is asked too often'],
    [503, 'It has a trouble of its own'],
  ])('says of an answer %i what can be done, and sends to the others all the same', async (status, cure) => {
    await using bad = await receiver((response) => response.writeHead(status).end());
    await using good = await receiver((response) => response.end());
    const { exitCode, stdout } = await notify('', { PARAMEDIC_WEBHOOK_URL: good.url, PARAMEDIC_SLACK_URL: bad.url });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('✓ webhook: delivered');
    expect(stdout).toContain(`✗ slack: Slack answered ${status}.\n    → ${cure}`);
    expect(stdout).not.toContain('s3cret');
  });

  it('says of what cannot be reached why, and what can be done', async () => {
    const closed = await receiver(() => {});
    await closed.close();
    const env = { PARAMEDIC_WEBHOOK_URL: closed.url, PARAMEDIC_SLACK_URL: 'http://no-such-host.invalid/x' };
    const { exitCode, stdout } = await notify(' --json', env);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      channels: [
        {
          channel: 'webhook',
          delivered: false,
          reason: 'The webhook cannot be reached: ECONNREFUSED.',
          cure: 'Look whether it runs, and whether this machine reaches the address in PARAMEDIC_WEBHOOK_URL.',
        },
        {
          channel: 'slack',
          delivered: false,
          reason: expect.stringMatching(/^Slack cannot be reached: (ENOTFOUND|EAI_AGAIN)\.$/),
          cure: 'No such host is known: look at PARAMEDIC_SLACK_URL and at the name server.',
        },
      ],
    });
  });

  it('sends through one channel when that is asked for', async () => {
    await using server = await receiver((response) => response.end());
    const env = { PARAMEDIC_WEBHOOK_URL: server.url, PARAMEDIC_SLACK_URL: server.url };
    const { stdout } = await notify(' --channel slack', env);
    expect(stdout).toMatch(/^✓ slack: delivered after [\d.]+ s\n$/);
    expect(server.received).toHaveLength(1);
  });

  it('has a cure where nobody would be told', async () => {
    const { exitCode, stderr } = await notify('', {});
    expect(exitCode).toBe(1);
    expect(stderr).toContain('No channel is configured: nobody would be told of an incident by it.');
    expect(stderr).toContain('→ Set PARAMEDIC_WEBHOOK_URL or PARAMEDIC_SLACK_URL or PARAMEDIC_ALERTMANAGER_URL');
    const other = await notify(' --channel slack', { PARAMEDIC_WEBHOOK_URL: 'http://127.0.0.1:1/' });
    expect(other.stderr).toContain('The channel slack is not configured');
    expect((await notify(' --channel pigeon', {})).exitCode).toBe(2);
  });
});
