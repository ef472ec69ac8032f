import { silentLogger } from '../../src/base/logger.ts';
import type { HealthMetric } from '../../src/containers/sample.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { Database } from '../../src/storage/database.ts';
import { PgLedger } from '../../src/storage/pg-ledger.ts';
import { busyFigure } from './escalation-figure.ts';
import { aQueued } from './escalation-records.ts';
import { container, FakeFleet, hostSample, incident, remediation, resourceSample, targetView } from './fleet.ts';
import { oneOfEachHappening } from './happenings.ts';

export const HOST = 'box';
/** The second could break out of quotes and regexes, if any query let it. */
export const TARGETS = ['shop/web#1', "it's $v$ (web) \\d"] as const;

/** A /metrics on which everything goes up from scrape to scrape: each series of each query has something to tell. */
export function livelyMetrics(): { render: () => Promise<string>; close: () => void } {
  const fleet = new FakeFleet();
  fleet.engineStatus = { ...fleet.engineStatus, host: HOST };
  fleet.openList = TARGETS.map((target) => incident({ target, host: HOST }));
  let scrapes = 0;
  const onCall = { view: { figures: () => busyFigure(scrapes) }, usdPerDay: 10 };
  const metrics = createMetrics({ fleet, onCall, clock: { now: Date.now, sleep: async () => {} }, version: '1.2.3' });
  const render = async (): Promise<string> => {
    scrapes += 1;
    fleet.engineStatus = { ...fleet.engineStatus, lastHeardAt: Date.now() };
    fleet.views = TARGETS.map((target) =>
      targetView({ target, container: container({ target, restartCount: scrapes }), sample: resourceSample() }),
    );
    for (const happening of oneOfEachHappening) metrics.observe(happening);
    metrics.notificationSent('webhook', 'delivered');
    return `${await metrics.render()}`;
  };
  return { render, close: metrics.close };
}

/** For each target: an incident that was healed, one that waits for a person, a verdict and some samples. */
export async function seedPostgres(url: string, now: number): Promise<void> {
  const database = new Database();
  database.use(url);
  try {
    const ledger = new PgLedger(database, silentLogger);
    for (const target of TARGETS) await ledger.record(changesOf(target, now));
    for (const age of [50_000, 30_000, 10_000]) {
      await ledger.recordSamples(
        HOST,
        TARGETS.map((target) => metricOf(target, now - age)),
        hostSample(),
      );
    }
  } finally {
    await database.close();
  }
}

function changesOf(target: string, now: number): Parameters<PgLedger['record']>[0] {
  const part = { target, host: HOST, containerName: 'shop-web-1' };
  const healed = incident({ ...part, timestamp: now - 50_000 });
  const waiting = incident({ ...part, timestamp: now - 40_000, type: 'oom_killed' });
  const attempt = remediation({ ...part, incidentId: healed.id, intendedAt: now - 49_990, finishedAt: undefined });
  const since = now - 40_000;
  const seen = { state: 'running', verdict: 'sick', reason: 'oom_killed', since, stoppedOnPurpose: false, memo: {} };
  return [
    { kind: 'incident_opened', incident: healed },
    { kind: 'remediation_intended', remediation: { ...attempt, outcome: undefined } },
    { kind: 'remediation_finished', id: attempt.id, finishedAt: now - 49_000, outcome: 'done', error: undefined },
    {
      kind: 'incident_changed',
      id: healed.id,
      set: {
        status: 'resolved',
        resolution: 'auto_healed',
        autoHealed: true,
        healAttempts: 1,
        resolvedAt: now - 5_000,
      },
    },
    { kind: 'incident_opened', incident: { ...waiting, status: 'escalated' } },
    {
      kind: 'escalation_queued',
      escalation: aQueued(waiting, { createdAt: now - 40_000, readyAt: now, expiresAt: now }),
    },
    { kind: 'target_remembered', memory: { ...part, ...seen, containerId: healed.containerId } },
  ];
}

const metricOf = (target: string, at: number): HealthMetric => ({
  at,
  target,
  containerName: 'shop-web-1',
  containerId: 'c0ffee',
  status: 'sick',
  responseTimeMs: 12,
  restartCount: 1,
  sample: resourceSample({ at }),
});
