import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { GenericContainer, Wait } from 'testcontainers';
import { parse, stringify } from 'yaml';
import { freePort } from './free-port.ts';
import { PROMETHEUS_IMAGE } from './promtool.ts';

const folder = resolve(import.meta.dirname, '../../prometheus');
const TOKEN = 'token of a test';

interface PrometheusConfig {
  global: Record<string, string>;
  scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[];
}

/** The configuration that compose runs; only faster, and with the addresses of a test. */
function configFor(addresses: Readonly<Record<string, string>>): string {
  const config = parse(readFileSync(`${folder}/prometheus.yml`, 'utf8')) as PrometheusConfig;
  return stringify({
    ...config,
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    scrape_configs: config.scrape_configs.map((job) => ({
      ...job,
      static_configs: [{ targets: [addresses[job.job_name]] }],
    })),
  });
}

/** Serves an exposition to whoever has the token, and tells after each scrape. */
async function serve(render: () => Promise<string>, onScrape: () => void) {
  const server = createServer((request, response) => {
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return void response.writeHead(401).end();
    render().then((text) => {
      response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8');
      response.end(text, onScrape);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { server, address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

export interface PromResult {
  status: string;
  error?: string;
  data: { result: { metric: Record<string, string>; value?: [number, string]; values?: [number, string][] }[] };
}

export interface Prometheus extends AsyncDisposable {
  get<T = PromResult>(path: string, parameters: Readonly<Record<string, string>>): Promise<T>;
  /** Resolves as soon as the query answers something, asked anew after each scrape. */
  sees(query: string): Promise<void>;
}

/**
 * The real Prometheus with the real rules, scraping `render` on loopback of the host's network each second.
 * `render` is called once a scrape: whatever it counts up meanwhile is what rates are made of.
 */
export async function startPrometheus(render: () => Promise<string>): Promise<Prometheus> {
  const waiting = new Set<() => void>();
  await using opened = new AsyncDisposableStack();
  const { server, address } = await serve(render, () => {
    for (const wake of waiting) wake();
    waiting.clear();
  });
  opened.defer(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  const own = `127.0.0.1:${await freePort()}`;
  const container = await new GenericContainer(PROMETHEUS_IMAGE)
    .withNetworkMode('host')
    .withCopyDirectoriesToContainer([{ source: `${folder}/rules`, target: '/etc/prometheus/rules' }])
    .withCopyContentToContainer([
      { content: configFor({ paramedic: address, prometheus: own }), target: '/etc/prometheus/prometheus.yml' },
      { content: TOKEN, target: '/run/secrets/paramedic/token', mode: 0o444 },
    ])
    .withCommand([
      '--config.file=/etc/prometheus/prometheus.yml',
      '--storage.tsdb.path=/prometheus',
      `--web.listen-address=${own}`,
    ])
    .withWaitStrategy(Wait.forLogMessage('Server is ready to receive web requests'))
    .start();
  opened.defer(async () => void (await container.stop({ timeout: 1_000 })));

  const get = async <T>(path: string, parameters: Readonly<Record<string, string>>): Promise<T> => {
    const answer = await fetch(`http://${own}${path}?${new URLSearchParams(parameters)}`);
    return (await answer.json()) as T;
  };
  const all = opened.move();
  return {
    get,
    sees: async (query) => {
      for (;;) {
        const scraped = new Promise<void>((wake) => waiting.add(wake));
        const { data } = await get<PromResult>('/api/v1/query', { query });
        if (data.result.length > 0) return;
        await scraped;
      }
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
