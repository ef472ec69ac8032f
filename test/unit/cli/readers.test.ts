import { describe, expect, it } from '@jest/globals';
import { ParamedicError } from '../../../src/base/errors.ts';
import { configOf, NO_PORT, run } from '../../support/cli.ts';
import {
  container,
  healedStory,
  incident,
  NOW,
  remediation,
  STANDBY,
  targetView,
  timelineEntry,
} from '../../support/fleet.ts';
import { Web } from '../../support/web.ts';

const HOSTILE = '\u001b[2J\u001b]0;owned\u0007\u009b31mweb\r\n\u202e';

describe('paramedic status', () => {
  it('shows everything on one page', async () => {
    await using web = await Web.start();
    web.fleet.views = [
      targetView({ since: NOW - 7_200_000 }),
      targetView({ target: 'shop/db#1', verdict: 'sick', reason: 'health_check_fails', since: NOW - 120_000 }),
    ];
    web.fleet.openList = [incident({ target: 'shop/db#1', healAttempts: 1, status: 'healing' })];
    web.fleet.findingList = [{ code: 'bad_label', subject: 'shop/web#1', message: 'It is "x".', cure: 'Write 10s.' }];
    web.fleet.unwatchedCount = 2;
    const { exitCode, stdout, stderr } = await run('status', web.port);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout.replace(/^[0-9a-f]{8}-\S+/m, 'ID-OF-18-CHARACTER')).toBe(`Paramedic 1.2.3 on box
engine 20.10.24 connected
Postgres ready
2 containers: 1 healthy, 1 sick, 0 unknown, 0 off; 2 not watched

Containers
VERDICT  CONTAINER   WHY                  SINCE      CPU     MEMORY
sick     shop/db#1   health_check_fails   2 min ago  12.5 %  64 MiB
healthy  shop/web#1  health_check_passes  2 h ago    12.5 %  64 MiB

Open incidents
ID                  OPENED     STATUS   TYPE                 CONTAINER  ATTEMPTS
ID-OF-18-CHARACTER  2 min ago  healing  container_unhealthy  shop/db#1  1

To mend
  shop/web#1: It is "x".
    → Write 10s.
`);
  });

  it('exits 3 when engine or storage is away, and says why', async () => {
    await using web = await Web.start();
    web.fleet.storageStatus = { ...web.fleet.storageStatus, ready: false, reason: 'refused', spooledRecords: 3 };
    const degraded = await run('status', web.port);
    expect(degraded.exitCode).toBe(3);
    expect(degraded.stdout).toContain('Postgres away: refused (3 records wait on disk)');
    web.fleet.engineStatus = { ...web.fleet.engineStatus, connected: false, reason: undefined };
    expect((await run('status --json', web.port)).exitCode).toBe(3);
    expect((await run('status', web.port)).stdout).toContain('engine away: not connected yet');
  });

  it('exits 0 of a monitor that stands by, and names the one that leads', async () => {
    await using web = await Web.start();
    web.fleet.leadershipStatus = STANDBY;
    web.fleet.engineStatus = { ...web.fleet.engineStatus, connected: false };
    const { exitCode, stdout } = await run('status', web.port);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('standby: box:8377 leads\n');
    expect(stdout).not.toContain('engine away');
    web.fleet.storageStatus = { ...web.fleet.storageStatus, ready: false };
    expect((await run('status', web.port)).exitCode).toBe(3);
  });

  it('says of one that leads that it may have been overtaken', async () => {
    await using web = await Web.start();
    web.fleet.leadershipStatus = { ...web.fleet.leadershipStatus, role: 'uncertain' };
    expect((await run('status', web.port)).stdout).toContain('leads, but another monitor may have taken over by now\n');
  });

  it('prints the same as JSON, with instants', async () => {
    await using web = await Web.start();
    web.fleet.views = [targetView()];
    const { stdout } = await run('status --json', web.port);
    expect(JSON.parse(stdout)).toMatchObject({
      now: '2026-11-20T12:00:00.000Z',
      state: 'ok',
      containers: [{ target: 'shop/web#1', since: '2026-11-20T10:00:00.000Z' }],
    });
  });

  it('lets no name of a container write to the terminal', async () => {
    await using web = await Web.start();
    web.fleet.views = [
      targetView({ target: HOSTILE, reason: HOSTILE, container: container({ name: HOSTILE, image: HOSTILE }) }),
    ];
    web.fleet.openList = [incident({ target: HOSTILE })];
    web.fleet.findingList = [{ code: 'bad_label', subject: HOSTILE, message: HOSTILE, cure: HOSTILE }];
    web.fleet.engineStatus = { ...web.fleet.engineStatus, host: HOSTILE, version: HOSTILE };
    web.fleet.storageStatus = { ...web.fleet.storageStatus, ready: false, reason: HOSTILE };
    web.fleet.decisions.set(HOSTILE, [
      { at: NOW, decision: HOSTILE, reason: HOSTILE, until: NOW, inputs: { [HOSTILE]: HOSTILE, deep: [HOSTILE] } },
    ]);
    const story = healedStory({
      description: HOSTILE,
      target: HOSTILE,
      evidence: { log: HOSTILE, [HOSTILE]: [HOSTILE] },
    });
    story.timeline.push(timelineEntry({ reason: HOSTILE, kind: HOSTILE, detail: { output: HOSTILE } }));
    web.archive.stories = [story];
    const outputs = [
      await run('status', web.port),
      await run('incidents', web.port),
      await run(`incidents show ${story.incident.id}`, web.port),
      await run('explain c0ffee', web.port),
      await run('status --json', web.port),
    ];
    for (const { stdout, stderr } of outputs) {
      expect(stdout.length).toBeGreaterThan(50);
      expect(`${stdout}${stderr}`.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    }
    for (const { stdout } of outputs.slice(0, 4)) {
      expect(stdout).not.toContain('\u202e');
      for (const line of stdout.split('\n')) expect([...line].length).toBeLessThanOrEqual(100);
    }
  });
});

describe('paramedic incidents', () => {
  it('lists with filters, page by page', async () => {
    await using web = await Web.start();
    web.archive.stories = Array.from({ length: 250 }, (_, n) =>
      healedStory({ timestamp: NOW - n * 1_000, target: `t${n}` }),
    );
    web.archive.stories.push(
      healedStory({ timestamp: NOW - 5_000, status: 'open', resolution: undefined, target: 'sick' }),
    );
    const lines = async (argv: string) => (await run(argv, web.port)).stdout.trimEnd().split('\n');
    expect(await lines('incidents')).toHaveLength(21);
    expect(await lines('incidents list --limit 230')).toHaveLength(231);
    expect((await lines('incidents --status unresolved'))[1]).toMatch(/5 s ago +open +container_unhealthy +sick/);
    expect(await lines('incidents --target t7 --type container_unhealthy')).toHaveLength(2);
    expect(await lines('incidents --target nobody')).toEqual(['No incidents.']);
    expect(JSON.parse((await run('incidents --json --limit 3', web.port)).stdout).items).toHaveLength(3);
  });

  it('tells the story of one', async () => {
    await using web = await Web.start();
    const story = healedStory({ evidence: { exitCode: 137, lastLog: 'out of memory' } });
    web.archive.stories = [story];
    const { exitCode, stdout } = await run(`incidents show ${story.incident.id.slice(0, 18)}`, web.port);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`container_unhealthy (critical) ${story.incident.id}
The health check of shop-web-1 fails
shop/web#1, container shop-web-1 on box

Opened  2026-11-20 11:58:00Z (2 min ago)
Now     healed by Paramedic after 1 min and 1 attempt, 2026-11-20 11:59:00Z (1 min ago)

Timeline
AFTER   WHAT        WHY                  DETAIL
0 ms    opened      health_check_fails
10 ms   intended    health_check_fails
300 ms  finished    done
30 s    recovering  health_check_passes
1 min   resolved    auto_healed

Attempts
NO  ACTION   OUTCOME  BEGUN AFTER  TOOK    DETAIL
1   restart  done     10 ms        290 ms

Evidence
  exitCode: 137
  lastLog: out of memory
`);
  });

  it('tells what people know of it and said, and what an act told of itself', async () => {
    await using web = await Web.start();
    const open = { status: 'open', resolvedAt: undefined, resolution: undefined } as const;
    const known = { toldAt: NOW - 60_000, acknowledgedAt: NOW - 30_000, acknowledgedBy: 'anna', muted: true };
    const story = healedStory({
      ...open,
      ...known,
      snoozedUntil: NOW + 3_600_000,
      parentId: '0190aaaa-0000-7000-8000',
    });
    story.remediations = [remediation({ action: 'exec', detail: { exitCode: 1, output: 'no space' } })];
    story.timeline = [timelineEntry({ kind: 'evidence', detail: { attempt: 2, logs: 'many lines' } })];
    web.archive.stories = [story];
    const { stdout } = await run(`incidents show ${story.incident.id}`, web.port);
    expect(stdout).toContain(`
Part of 0190aaaa-0000-7000
Told    2026-11-20 11:59:00Z (1 min ago)
Seen    by anna, 2026-11-20 11:59:30Z (30 s ago)
Muted   until it is resolved
Snoozed until 2026-11-20 13:00:00Z (in 60 min)
`);
    expect(stdout).toMatch(/1 +exec +done .* exitCode=1 output=no space/);
    expect(stdout).toMatch(/evidence +health_check_fails +attempt=2 …\n/);
  });

  it('says what an unresolved one waits for', async () => {
    await using web = await Web.start();
    const story = {
      ...healedStory({ status: 'escalated', resolvedAt: undefined, healAttempts: 2 }),
      children: [incident()],
    };
    web.archive.stories = [story];
    const { stdout } = await run(`incidents show ${story.incident.id}`, web.port);
    expect(stdout).toContain(`Now     Paramedic gave up: a person is needed, 2 attempts so far
Next    docker logs --tail 50 shop-web-1; once it is well, the incident ends by itself
        paramedic incidents ack ${story.incident.id.slice(0, 18)}
`);
    expect(stdout).toContain('Led to\nID ');
  });

  it('exits 1 for one that is not there, with the words of the monitor', async () => {
    await using web = await Web.start();
    const ran = await run('incidents show ffffffff', web.port);
    expect(ran).toMatchObject({ exitCode: 1, stdout: '', stderr: 'No incident has an id that begins like this.\n' });
  });
});

describe('paramedic explain', () => {
  it('shows decisions with reasons and inputs, for a target, a name or an id', async () => {
    await using web = await Web.start();
    web.fleet.views = [
      targetView({ verdict: 'sick', reason: 'health_check_fails', since: NOW - 90_000, dueAt: NOW + 8_500 }),
    ];
    web.fleet.decisions.set('shop/web#1', [
      {
        at: NOW - 90_000,
        decision: 'restart',
        reason: 'health_check_fails',
        until: undefined,
        inputs: { attempts: 0 },
      },
      {
        at: NOW - 5_000,
        decision: 'wait',
        reason: 'backoff',
        until: NOW + 8_500,
        inputs: { attempts: 1, actions: ['restart'] },
      },
    ]);
    const expected = `shop/web#1: sick, health_check_fails, since 1 min ago
container shop-web-1 (c0ffee000000), image shop/web:1.4, running, health healthy
may do: restart; attempts in the budget's window: 0
looks at it again in 9 s

Decisions, newest last
  11:58:30.000Z 1 min ago: restart, because health_check_fails
      attempts=0
  11:59:55.000Z 5 s ago: wait, because backoff until 12:00:08Z
      actions=["restart"] attempts=1
`;
    for (const asked of ['shop/web#1', 'shop-web-1', 'c0ffee']) {
      expect(await run(`explain ${asked}`, web.port)).toEqual({ exitCode: 0, stdout: expected, stderr: '' });
    }
    const json = await run('explain shop/web#1 --json', web.port);
    expect(JSON.parse(json.stdout)).toMatchObject({
      target: 'shop/web#1',
      decisions: [{}, { until: '2026-11-20T12:00:08.500Z' }],
    });
  });

  it('shows all that is on record since an instant, with the day where it is not today', async () => {
    await using web = await Web.start();
    web.fleet.views = [targetView()];
    const decided = { host: 'box', target: 'shop/web#1', incidentId: undefined, until: undefined, inputs: {} };
    const inputs = { sick: 1, state: 'running', verdict: 'sick' };
    const at = (before: number) => ({
      ...decided,
      inputs,
      id: `d${before}`,
      at: NOW - before,
      decision: 'hold',
      reason: 'budget',
    });
    web.archive.decided = [at(8 * 86_400_000), at(86_400_000), at(60_000), { ...at(5), host: 'other' }];
    const { stdout } = await run('explain shop/web#1 --since 7d', web.port);
    expect(stdout.split('\n').slice(5)).toEqual([
      '  2026-11-19 12:00:00.000Z 1 d ago: hold, because budget',
      '      verdict=sick state=running sick=1',
      '  11:59:00.000Z 1 min ago: hold, because budget',
      '      verdict=sick state=running sick=1',
      '',
    ]);
    const json = await run('explain shop/web#1 --since 2026-11-01T00:00:00Z --json', web.port);
    expect(JSON.parse(json.stdout).decisions).toHaveLength(3);
    expect(await run('explain shop/web#1 --since yesterday', web.port)).toMatchObject({ exitCode: 2, stdout: '' });
    web.archive.failure = new ParamedicError('storage_unreachable', 'Postgres is away', { retryable: true });
    expect(await run('explain shop/web#1 --since 7d', web.port)).toMatchObject({ exitCode: 1, stdout: '' });
    expect((await run('explain shop/web#1', web.port)).exitCode).toBe(0);
  });

  it('looks further back when nothing was decided yet on one that is sick', async () => {
    await using web = await Web.start();
    web.fleet.views = [targetView({ verdict: 'sick', reason: 'probe_fails' })];
    expect((await run('explain shop/web#1', web.port)).stdout).toContain('`--since 7d` has what is on record\n');
    web.fleet.views = [targetView()];
    expect((await run('explain shop/web#1', web.port)).stdout).toContain('  none: nothing was wrong\n');
  });

  it.each([
    [
      'silenced',
      NOW + 7_199_900,
      'nobody is told: a silence covers it (`paramedic silence list`), until 2026-11-20 13:59:59Z (in 2 h)',
    ],
    ['maintenance', NOW + 600_000, 'nothing is healed and nobody is told: a maintenance window,'],
    [
      'guarded',
      undefined,
      'nothing is healed and nobody is told: a container runs whose label `paramedic.guards` covers it\n',
    ],
    ['resolved_by_hand', undefined, 'nothing is healed before it was well again: a person has resolved its incident\n'],
  ] as const)('says why nothing is done although it is sick: %s', async (reason, until, expected) => {
    await using web = await Web.start();
    web.fleet.views = [targetView({ verdict: 'sick', reason: 'probe_fails', hold: { reason, until } })];
    expect((await run('explain shop/web#1', web.port)).stdout).toContain(expected);
    expect((await run('status', web.port)).stdout).toContain(`probe_fails, ${reason}`);
    expect(await (await fetch(`http://127.0.0.1:${web.port}/`)).text()).toContain(`<td>probe_fails, ${reason}</td>`);
  });

  it('guesses what was meant', async () => {
    await using web = await Web.start();
    web.fleet.views = [targetView()];
    const ran = await run('explain shop-web-2', web.port);
    expect(ran.exitCode).toBe(1);
    expect(ran.stderr).toContain('No watched container is called "shop-web-2".');
    expect(ran.stderr).toContain('Did you mean "shop-web-1"?');
  });
});

describe('the way to the monitor', () => {
  it('is one clear message with the cure when nothing listens', async () => {
    for (const argv of ['status', 'incidents', 'incidents show 12345678', 'explain x']) {
      const { exitCode, stdout, stderr } = await run(argv, NO_PORT);
      expect([exitCode, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(
        /^No monitor answers at http:\/\/127\.0\.0\.1:1 \(.*ECONNREFUSED.*\)\.\n→ Start it with `paramedic serve`/,
      );
    }
  });

  it('brings the token, and says so when it is the wrong one', async () => {
    await using web = await Web.start({ host: '0.0.0.0', token: 'the-right-token-of-this-test' });
    const withToken = (token: string) => ({
      loadConfig: () => configOf({ PARAMEDIC_LISTEN: `0.0.0.0:${web.port}`, PARAMEDIC_TOKEN: token }),
    });
    expect((await run('status', web.port, withToken('the-right-token-of-this-test'))).exitCode).toBe(0);
    const wrong = await run('status', web.port, withToken('some-wrong-token-of-this-test'));
    expect(wrong).toMatchObject({ exitCode: 1, stdout: '' });
    expect(wrong.stderr).toContain('The token is not the right one.');
  });
});
