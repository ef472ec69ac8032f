import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { GenericContainer, Wait } from 'testcontainers';
import { parse, stringify } from 'yaml';
import { freePort } from './free-port.ts';

const IMAGE = 'prom/alertmanager:v0.28.1';
const CONFIG = resolve(import.meta.dirname, '../../prometheus/alertmanager.yml');

interface AlertmanagerConfig {
  route: Record<string, unknown>;
  receivers: { name: string; webhook_configs?: { url: string }[] }[];
}

interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** The configuration that compose runs; only at once, with the address of a test, and with somebody who hears what people would. */
function configFor(alertsUrl: string, peopleUrl: string): string {
  const config = parse(readFileSync(CONFIG, 'utf8')) as AlertmanagerConfig;
  const receivers = config.receivers.map((receiver) =>
    receiver.name === 'people'
      ? { ...receiver, webhook_configs: [{ url: peopleUrl }] }
      : { ...receiver, webhook_configs: receiver.webhook_configs?.map((one) => ({ ...one, url: alertsUrl })) },
  );
  return stringify({ route: { ...config.route, group_wait: '0s', group_interval: '1s' }, receivers });
}

/**
 * The real Alertmanager with the shipped configuration, on loopback of the host's network. `at`: its port, known before it is
 * started, for those who have to be told of it first.
 */
export async function startAlertmanager(to: { alerts: string; people: string; token: string; at?: number }) {
  const port = to.at ?? (await freePort());
  const container = await new GenericContainer(IMAGE)
    .withNetworkMode('host')
    .withCopyContentToContainer([
      { content: configFor(to.alerts, to.people), target: '/etc/alertmanager/alertmanager.yml', mode: 0o444 },
      { content: to.token, target: '/run/secrets/paramedic/token', mode: 0o444 },
    ])
    .withCommand([
      '--config.file=/etc/alertmanager/alertmanager.yml',
      '--storage.path=/alertmanager',
      '--cluster.listen-address=',
      `--web.listen-address=127.0.0.1:${port}`,
    ])
    .withWaitStrategy(Wait.forLogMessage(/Listening on/))
    .start();
  const api = `http://127.0.0.1:${port}/api/v2/alerts`;
  return {
    url: `http://127.0.0.1:${port}`,
    /** Those that are active now. */
    active: async (): Promise<Alert[]> => (await (await fetch(`${api}?active=true`)).json()) as Alert[],
    /** As Prometheus posts it; `endsAt` in the past resolves it. */
    post: async (labels: Record<string, string>, endsAt?: Date): Promise<void> => {
      const alert = { labels, annotations: { summary: `${labels.alertname} fires` }, endsAt: endsAt?.toISOString() };
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(api, { method: 'POST', headers, body: JSON.stringify([alert]) });
      if (!answer.ok) throw new Error(`Alertmanager answered ${answer.status}: ${await answer.text()}`);
    },
    [Symbol.asyncDispose]: async () => void (await container.stop({ timeout: 1_000 })),
  };
}
