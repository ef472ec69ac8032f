import { describe, expect, it } from '@jest/globals';
import type { Incident } from '../../../src/incidents/incident.ts';
import type { Order, SilenceRequest } from '../../../src/incidents/orders.ts';
import type { Verdict } from '../../../src/probes/verdict.ts';
import { WatchDesk } from '../../../src/watch/desk.ts';
import { Entry, Roster } from '../../../src/watch/roster.ts';
import { Silences } from '../../../src/watch/silences.ts';
import { deskOf, waitingDesk } from '../../../src/watch/waiting-desk.ts';
import { chart, container, counter } from '../../support/charts.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { incident, NOW } from '../../support/fleet.ts';
import { RecordingLedger, unreachable } from '../../support/recording-ledger.ts';
import { silence } from '../../support/silence.ts';

const MUTE: Order = { kind: 'mute', by: 'anna' };
const HOUR = 3_600_000;
const SICK: Verdict = {
  ...{ kind: 'sick', type: 'container_exited', severity: 'critical', reason: 'exited_non_zero', description: '' },
};

const request = (part: Partial<SilenceRequest> = {}): SilenceRequest => ({
  target: 'shop/*',
  incidentType: undefined,
  startsAt: NOW,
  endsAt: NOW + HOUR,
  holdsHealing: false,
  createdBy: 'anna',
  comment: '',
  ...part,
});

/** As compose names and labels what is a target like `shop/web#1`. */
function composed(target: string): [name: string, labels: Record<string, string>] {
  const [project = '', service = '', number = ''] = target.split(/[/#]/);
  const labels = { 'com.docker.compose.project': project, 'com.docker.compose.service': service };
  return [`${project}-${service}-${number}`, labels];
}

function office(parts: { targets?: Record<string, Incident[]>; host?: Incident[] } = {}) {
  const roster = new Roster();
  for (const [target, incidents] of Object.entries(parts.targets ?? {})) {
    const [name, labels] = composed(target);
    roster.add(new Entry(chart({ target, incidents, container: container({ target, name, labels }) }), NOW, []));
  }
  const ordered: string[] = [];
  const again: string[] = [];
  const ledger = new RecordingLedger();
  const silences = new Silences([]);
  const all = [...Object.values(parts.targets ?? {}).flat(), ...(parts.host ?? [])];
  const take = (where: string, id: string): Incident => {
    ordered.push(`${where} ${id}`);
    return all.find((one) => one.id === id) ?? incident();
  };
  const desk = new WatchDesk({
    ...{ roster, host: 'box' },
    order: async (entry, id) => take(entry.chart.target, id),
    hostIncidents: { open: parts.host ?? [], order: async (id) => take('host', id) },
    alerts: { take: async (alerts, unread) => ({ taken: alerts.length, skipped: 0, reasons: unread ?? {} }) },
    silences,
    ledger,
    clock: new FixedClock(),
    newId: counter(),
    again: (entry) => void again.push(entry.chart.target),
  });
  return { desk, ordered, again, ledger, silences, roster };
}

describe('a window that is ended before its time', () => {
  it('sets free who turned sick while it lasted, though no incident was opened', async () => {
    const { desk, again, roster } = office({ targets: { 'shop/web#1': [], 'shop/db#1': [] } });
    const web = roster.get('shop/web#1');
    const { silence: set } = await desk.silence(request({ holdsHealing: true }));
    if (web !== undefined) web.chart = { ...web.chart, verdict: SICK };
    await desk.endSilence(set.id);
    expect(again).toEqual(['shop/web#1']);
  });
});

describe('an order', () => {
  const [first, second] = [
    incident({ id: 'aaaaaaaa-1111-7000-8000-1' }),
    incident({ id: 'aaaaaaaa-2222-7000-8000-2' }),
  ];
  const ofHost = incident({ id: 'bbbbbbbb-3333-7000-8000-3', type: 'engine_unreachable' });
  const open = () => office({ targets: { 'shop/web#1': [first], 'shop/db#1': [second] }, host: [ofHost] });

  it.each([
    [first.id, `shop/web#1 ${first.id}`],
    ['aaaaaaaa-2', `shop/db#1 ${second.id}`],
    ['AAAAAAAA2222', `shop/db#1 ${second.id}`],
    ['bbbbbbbb', `host ${ofHost.id}`],
  ])('on %s goes to who holds it', async (asked, expected) => {
    const { desk, ordered } = open();
    await desk.order(asked, MUTE);
    expect(ordered).toEqual([expected]);
  });

  it.each([
    ['cccccccc', 'no_such_incident'],
    ['aaaaaaa', 'no_such_incident'],
    ['', 'no_such_incident'],
    ['aaaaaaaa', 'ambiguous_id'],
  ])('on %j is refused as %s', async (asked, code) => {
    const { desk, ordered } = open();
    await expect(desk.order(asked, MUTE)).rejects.toMatchObject({ code, cure: expect.stringMatching(/\w/) });
    expect(ordered).toEqual([]);
  });
});

describe('a silence', () => {
  const targets = { 'shop/web#1': [incident()], 'shop/db#1': [], 'blog/web#1': [incident()] };

  it('is on record, then in force, and whoever has an open incident under it is decided anew', async () => {
    const { desk, ledger, silences, again } = office({ targets });
    const { silence: set } = await desk.silence(request());
    expect(ledger.calls).toEqual([[{ kind: 'silence_set', silence: set }]]);
    expect(silences.current).toEqual([set]);
    expect(desk.silences()).toEqual([set]);
    expect(again).toEqual(['shop/web#1']);
  });

  it('is ended by the beginning of its id: on record, out of force, decided anew', async () => {
    const { desk, ledger, silences, again } = office({ targets });
    const { silence: set } = await desk.silence(request());
    const ended = await desk.endSilence(set.id.slice(0, 30));
    expect(ended).toEqual({ ...set, endedAt: NOW });
    expect(ledger.calls[1]).toEqual([{ kind: 'silence_ended', id: set.id, at: NOW }]);
    expect(silences.current).toEqual([]);
    expect(again).toEqual(['shop/web#1', 'shop/web#1']);
    await expect(desk.endSilence(set.id)).rejects.toMatchObject({ code: 'no_such_silence' });
  });

  it('of a container by its name is of its target, and says whom it covers', async () => {
    const { desk, ledger, silences, again } = office({ targets });
    const set = await desk.silence(request({ target: 'shop-web-1', holdsHealing: true }));
    expect(set).toMatchObject({ silence: { target: 'shop/web#1' }, covers: 1, warning: undefined });
    expect(ledger.calls).toEqual([[{ kind: 'silence_set', silence: set.silence }]]);
    expect(silences.current).toEqual([set.silence]);
    expect(again).toEqual(['shop/web#1']);
  });

  it('of the host is counted, and so is an incident that has no container', async () => {
    const { desk } = office({ targets, host: [incident({ target: 'alert/DiskFull/0a1b', type: 'external_alert' })] });
    expect(await desk.silence(request({ target: 'host/box' }))).toMatchObject({ covers: 1, warning: undefined });
    expect(await desk.silence(request({ target: 'alert/*' }))).toMatchObject({ covers: 1, warning: undefined });
    expect(await desk.silence(request({ target: '*' }))).toMatchObject({ covers: 5 });
  });

  it('of nobody who is watched now is set all the same, with a warning and whom it may have been meant for', async () => {
    const { desk, silences } = office({ targets });
    const near = await desk.silence(request({ target: 'shop-web-7' }));
    expect(near).toMatchObject({ silence: { target: 'shop-web-7' }, covers: 0 });
    expect(near.warning).toBe('It covers nobody now. Did you mean `shop/web#1`?');
    const far = await desk.silence(request({ target: 'something/else' }));
    expect(far.warning).toBe('It covers nobody now. `paramedic status` lists what is watched.');
    expect(silences.current).toHaveLength(2);
  });

  it('of a service that several projects have is refused, and says how to name one', async () => {
    const { desk, ledger } = office({ targets });
    await expect(desk.silence(request({ target: 'web' }))).rejects.toMatchObject({
      code: 'bad_silence',
      cure: expect.stringContaining('`blog/web` or `shop/web`'),
    });
    expect(ledger.calls).toEqual([]);
  });

  it('that makes no sense is refused, and nothing is recorded', async () => {
    const { desk, ledger } = office();
    await expect(desk.silence(request({ endsAt: NOW - 1 }))).rejects.toMatchObject({ code: 'bad_silence' });
    expect(ledger.calls).toEqual([]);
  });

  it('that cannot be recorded is not in force, and one that cannot be ended stays', async () => {
    const { desk, ledger, silences } = office();
    const { silence: set } = await desk.silence(request());
    ledger.failing = unreachable;
    await expect(desk.silence(request())).rejects.toMatchObject({ code: 'storage_unreachable' });
    await expect(desk.endSilence(set.id)).rejects.toMatchObject({ code: 'storage_unreachable' });
    expect(silences.current).toEqual([set]);
  });

  it('is one of 500 at most', async () => {
    const { desk, silences } = office();
    for (let n = 0; n < 500; n += 1) silences.put(silence({ id: `s${n}` }), NOW);
    await expect(desk.silence(request())).rejects.toMatchObject({ code: 'bad_silence' });
  });
});

describe('the desk of a monitor that does not watch', () => {
  it('takes nothing and says why, until somebody sits there', async () => {
    let current = waitingDesk(() => 'another monitor leads');
    const desk = deskOf(() => current);
    const closed = {
      code: 'not_leading',
      retryable: true,
      message: expect.stringContaining('another monitor leads'),
      cure: expect.stringMatching(/\w/),
    };
    await expect(desk.order('aaaaaaaa', MUTE)).rejects.toMatchObject(closed);
    await expect(desk.silence(request())).rejects.toMatchObject(closed);
    await expect(desk.endSilence('aaaaaaaa')).rejects.toMatchObject(closed);
    expect(() => desk.silences()).toThrow(expect.objectContaining(closed));
    current = office().desk;
    await desk.silence(request());
    expect(desk.silences()).toHaveLength(1);
  });
});
