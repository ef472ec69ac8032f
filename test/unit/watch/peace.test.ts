import { describe, expect, it } from '@jest/globals';
import type { Container } from '../../../src/containers/container.ts';
import type { ExternalAlert } from '../../../src/incidents/external-alert.ts';
import type { Incident } from '../../../src/incidents/incident.ts';
import { container, event, T0 } from '../../support/charts.ts';
import { troubled } from '../../support/escalations.ts';
import { hands } from '../../support/hands.ts';
import { monitorOver } from '../../support/monitor-over.ts';
import { RecordingLedger } from '../../support/recording-ledger.ts';
import { SteppedClock } from '../../support/stepped-clock.ts';
import { validConfig } from '../../support/valid-config.ts';

const HOUR = 3_600_000;
const compose = (service: string): Container => {
  const labels = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': service };
  const name = `shop-${service}-1`;
  return container({ id: name.padEnd(64, '0'), name, target: `shop/${service}#1`, labels });
};

/** A monitor over a shop with `web` and `db`, on an engine that is a list; messages go to one channel. */
async function shop({ openIncidents = [] as Incident[] } = {}) {
  const clock = new SteppedClock(T0);
  const there = new Map([compose('web'), compose('db')].map((one) => [one.id, one]));
  const restarted: string[] = [];
  const ledger = new RecordingLedger();
  const { monitor, stream, ...watching } = await monitorOver({
    config: validConfig({ PARAMEDIC_ESCALATION_AT_ONCE: 'container_missing,external_alert' }),
    census: { list: async () => [...there.values()], inspect: async (id) => there.get(id) },
    hands: hands({ restart: async (id) => void restarted.push(there.get(id)?.name ?? '') }),
    recollection: { targets: [], openIncidents, remediations: [], silences: [] },
    ...{ channels: ['slack'], clock, ledger },
  });
  await clock.advance(1_000);
  const changes = () => ledger.calls.flat();
  return {
    ...{ ...watching, monitor, clock, restarted },
    messages: () =>
      changes().flatMap((it) =>
        it.kind === 'outbox' && it.message.channel === 'slack'
          ? [`${it.message.event} ${String(it.message.payload.target)}`]
          : [],
      ),
    queued: () => changes().flatMap((it) => (it.kind === 'escalation_queued' ? [it.escalation.target] : [])),
    withdrawn: () => changes().flatMap((it) => (it.kind === 'escalation_withdrawn' ? [it.incidentId] : [])),
    fallSick: async (service: string) => {
      const sick = { ...compose(service), health: 'unhealthy' as const };
      const { id, name, target } = sick;
      there.set(id, sick);
      stream.onEvent(event('health_status', clock.now(), { id, name, target, health: 'unhealthy' }));
      await clock.advance(10);
    },
    /** As `docker rm -f` does. */
    removeByForce: async (service: string) => {
      const { id, name, target, labels } = compose(service);
      there.delete(id);
      const of = (part: object) => ({ id, name, target, labels, ...part });
      stream.onEvent(event('kill', clock.now(), of({ signal: 9 })));
      stream.onEvent(event('die', clock.now(), of({ exitCode: 137 })));
      stream.onEvent(event('destroy', clock.now(), of({})));
      await clock.advance(10);
    },
    silence: (target: string, holdsHealing: boolean) =>
      monitor.desk.silence({
        ...{ target, holdsHealing, incidentType: undefined, createdBy: 'anna', comment: '' },
        ...{ startsAt: clock.now(), endsAt: clock.now() + HOUR },
      }),
  };
}

const ALERT: ExternalAlert = {
  ...{ status: 'firing', labels: { alertname: 'DiskFull' }, annotations: {}, fingerprint: '0a1b2c3d' },
  ...{ startsAt: undefined, generatorUrl: undefined },
};
const ALERT_TARGET = 'alert/DiskFull/0a1b2c3d';

describe('a silence that holds healing', () => {
  it('of a container by its name keeps people and hands off it, and of nobody else', async () => {
    await using ward = await shop();
    await ward.silence('shop-web-1', true);
    await ward.fallSick('web');
    await ward.fallSick('db');
    await ward.clock.advance(1_000);
    expect(ward.restarted).toEqual(['shop-db-1']);
    expect(ward.messages()).toEqual(['incident_opened shop/db#1']);
  });

  it('of everything opens nothing for a service that was removed, and launches nobody, until it is over', async () => {
    await using ward = await shop();
    await ward.silence('*', true);
    await ward.removeByForce('db');
    await ward.clock.advance(HOUR - 60_000);
    expect([ward.monitor.board.openIncidents(), ward.messages(), ward.queued()]).toEqual([[], [], []]);
    await ward.clock.advance(120_000);
    expect(ward.monitor.board.openIncidents()).toMatchObject([{ type: 'container_missing', target: 'shop/db#1' }]);
    expect([ward.messages(), ward.queued()]).toEqual([['incident_opened shop/db#1'], ['shop/db#1']]);
  });

  it('holds an alert from outside, which is told and queued when it is over though nobody speaks of it again', async () => {
    await using ward = await shop();
    const set = await ward.silence('*', true);
    await ward.monitor.desk.takeAlerts([ALERT], {});
    await ward.clock.advance(60_000);
    expect(ward.monitor.board.openIncidents()).toMatchObject([{ target: ALERT_TARGET, toldAt: undefined }]);
    expect([ward.messages(), ward.queued()]).toEqual([[], []]);
    await ward.monitor.desk.endSilence(set.silence.id);
    await ward.clock.advance(3_000);
    expect([ward.messages(), ward.queued()]).toEqual([[`incident_opened ${ALERT_TARGET}`], [ALERT_TARGET]]);
  });
});

describe('a container that was removed while Paramedic was away', () => {
  it('has its end told, and nobody is sent for it any more', async () => {
    const gone = troubled({ target: 'shop/gone#1', host: 'box', toldAt: T0 - 1 });
    await using ward = await shop({ openIncidents: [gone] });
    await ward.clock.advance(1_000);
    expect(ward.messages()).toEqual(['incident_resolved shop/gone#1']);
    expect(ward.withdrawn()).toEqual([gone.id]);
  });
});
