import { describe, expect, it, jest } from '@jest/globals';
import { configOf, NO_PORT, run } from '../../support/cli.ts';
import { anEnd, aRun } from '../../support/escalation-records.ts';
import { type OnCallScene, onCallScene } from '../../support/on-call-scene.ts';
import { AT, aRemediation } from '../../support/records.ts';

// The first one starts a server of Postgres.
jest.setTimeout(30_000);

const TOKEN = 'a-token-of-16-characters';
const HOSTILE = '\u001b[2J\u009b31mweb\r\n\u202e';
const open = () => onCallScene({ token: TOKEN });
const paramedic = (argv: string | string[], { web }: OnCallScene, token: string | undefined = TOKEN) =>
  run(argv, web.port, {
    loadConfig: () => configOf({ PARAMEDIC_LISTEN: `127.0.0.1:${web.port}`, ...(token && { PARAMEDIC_TOKEN: token }) }),
  });

/** A run that changed something, and was not seen to help. */
async function workedOn({ store }: OnCallScene, hostile = '') {
  const { escalation, incident } = await store.queue(
    { target: `shop/web#1${hostile}` },
    { createdAt: AT - 600_000, project: 'shop' },
  );
  const claim = await store.claim();
  const run_ = aRun(claim, { startedAt: AT - 540_000, workerHost: `box${hostile}` });
  const { queue } = store.escalations;
  await queue.beginRun(claim, run_);
  await queue.endRun(run_.id, {
    ...{ at: AT - 420_000, outcome: 'max_turns', error: `40 turns${hostile}`, turns: 40, costUsd: 0.5 },
    tokens: undefined,
  });
  const asked = await store.ask(claim, { runId: run_.id, toolName: `Bash${hostile}` });
  await queue.finish(
    claim,
    anEnd({
      at: AT,
      result: {
        ...{
          turns: 40,
          tokens: { input: 10, output: 20, cacheRead: 30, cacheWrite: 40 },
          branch: `paramedic/x${hostile}`,
        },
        ...{ denials: [{ tool: 'Bash', reason: `not_listed${hostile}` }], transcript: `t.jsonl${hostile}` },
        ...{
          commits: [{ hash: 'abcdef0123456789', subject: `Mend the port${hostile}` }],
          summary: `I tried.${hostile}`,
        },
        diffStat: { files: 1, insertions: 2, deletions: 3 },
        report: {
          ...{
            rootCause: `A typo${hostile}`,
            confidence: 'high',
            actions: ['corrected it'],
            filesChanged: ['app.conf'],
          },
          followUp: [`merge it ${'very '.repeat(60)}soon`],
        },
      },
    }),
  );
  return { escalation, incident, asked };
}

describe('paramedic escalations', () => {
  it('lists what is and was on the queue', async () => {
    await using scene = await open();
    expect((await paramedic('escalations', scene)).stdout).toBe('Nothing on the queue.\n');
    await workedOn(scene);
    await scene.store.queue({ target: 'other' }, { createdAt: AT - 60_000, groupKey: 'other' });
    const { stdout, exitCode } = await paramedic('escalations', scene);
    expect([exitCode, stdout.replaceAll(/^[0-9a-f]{8}-\S+/gm, 'ID-OF-18-CHARACTER')]).toEqual([
      0,
      `ID                  QUEUED      STATUS        CONTAINER   WHY                 HELD BY  TURNS  USD
ID-OF-18-CHARACTER  1 min ago   queued        other       attempts_exhausted
ID-OF-18-CHARACTER  10 min ago  inconclusive  shop/web#1  not_verified                 40     $0.50
`,
    ]);
    const only = await paramedic('escalations list --status open --target other --json', scene);
    expect(JSON.parse(only.stdout).items).toMatchObject([{ target: 'other', status: 'queued' }]);
    expect((await paramedic('escalations --status lost', scene)).exitCode).toBe(2);
  });

  it('tells the story of one: runs, refusals, approvals, changes, claims, outcome, and what to do next', async () => {
    await using scene = await open();
    const { escalation, incident } = await workedOn(scene);
    await scene.store.ledger.record([{ kind: 'remediation_intended', remediation: aRemediation(incident.id) }]);
    const { stdout, exitCode } = await paramedic(`escalations show ${escalation.id.slice(0, 18)}`, scene);
    expect(exitCode).toBe(0);
    const lines = stdout.replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}(-[0-9a-f]{4}-[0-9a-f]{12})?/g, 'ID');
    expect(lines).toContain(`escalation inconclusive (critical) ID
What    shop/web#1 of project shop on box
Why     the attempts to heal it did not help
Queued  2026-11-20 11:50:00Z (10 min ago)
Ended   inconclusive: something was done, and it was not seen healthy for long enough afterwards,
        2026-11-20 12:00:00Z (just now)
`);
    expect(lines).toMatch(
      /Runs\nNO +WORKER +BEGUN AFTER +TOOK +TURNS +USD +OUTCOME\n1 +worker-1 on box +1 min +2 min +40 +\$0\.50 +out of turns: 40 turns\n {2}together \$0\.50, 80 tokens read, 20 written\n {2}transcript: t\.jsonl\n/,
    );
    expect(lines).toContain('\nRefused calls\n  Bash: not_listed\n');
    expect(lines).toMatch(/\nApprovals\nID +TOOL +WHY +ANSWER\nID +Bash +leaves_the_host +expired\n/);
    expect(lines).toContain('\nWhat was changed\n  branch paramedic/x: 1 file, +2 −3\n  abcdef012345 Mend the port\n');
    expect(lines).toContain(
      '(a claim: nobody has checked it)\n  cause (high confidence): A typo\n  did: corrected it\n',
    );
    expect(lines.match(/very/g)).toHaveLength(60);
    expect(lines).toContain('  paramedic escalations retry ID ');
    expect(lines).not.toContain('escalations cancel');
    for (const line of stdout.split('\n')) expect([...line].length).toBeLessThanOrEqual(100);
  });

  it('says who holds an open one, and what waits', async () => {
    await using scene = await open();
    const { escalation } = await scene.store.queue({}, { createdAt: AT });
    const claim = await scene.store.claim();
    await scene.store.ask(claim);
    const show = async () => (await paramedic(`escalations show ${escalation.id}`, scene)).stdout;
    expect(await show()).toMatch(/ {2}paramedic approvals .*\n {2}paramedic escalations cancel /);
    await scene.store.escalations.orders.cancel(escalation.id, 'bo', AT);
    const stdout = await show();
    expect(stdout).toContain('Held    by worker-1 until 2026-11-20 12:01:01Z (in 61 s); has changed nothing yet\n');
    expect(stdout).toContain('Cancel  cancelled by bo\n');
    expect(stdout).not.toContain('paramedic escalations cancel');
  });

  it('cancels and retries under the name of whoever sits there', async () => {
    await using scene = await open();
    const { escalation } = await scene.store.queue();
    const id = escalation.id.slice(0, 13);
    const cancelled = await paramedic(`escalations cancel ${id}`, scene);
    expect([cancelled.exitCode, cancelled.stdout]).toEqual([
      0,
      `Cancelled: shop/web#1 (${escalation.id.slice(0, 18)})\n`,
    ]);
    expect((await scene.store.escalations.archive.story(escalation.id))?.escalation.cancelReason).toBe(
      'cancelled by anna',
    );
    const retried = await paramedic(`escalations retry ${id} --by bo --json`, scene);
    expect(JSON.parse(retried.stdout)).toMatchObject({ status: 'queued', reason: 'asked_for' });
    await scene.store.claim();
    const held = await paramedic(`escalations cancel ${JSON.parse(retried.stdout).id}`, scene);
    expect(held.stdout).toMatch(/^To be ended by worker-1 within seconds: /);
    const again = await paramedic(`escalations retry ${id}`, scene);
    expect([again.exitCode, again.stderr]).toEqual([1, expect.stringMatching(/Another escalation.*\n→ /)]);
  });

  it('needs the token, an id that is there, and a monitor', async () => {
    await using scene = await open();
    const { escalation } = await scene.store.queue();
    const stranger = await paramedic(`escalations cancel ${escalation.id}`, scene, '');
    expect([stranger.exitCode, stranger.stderr]).toEqual([1, expect.stringContaining('PARAMEDIC_TOKEN')]);
    expect((await paramedic('escalations show ffffffff', scene)).exitCode).toBe(1);
    expect((await paramedic('escalations show zzz', scene)).exitCode).toBe(2);
    expect((await run('escalations', NO_PORT)).exitCode).toBe(1);
  });
});

describe('paramedic prompt', () => {
  it('prints the briefing, for `claude "$(paramedic prompt ID)"`', async () => {
    await using scene = await open();
    const { escalation } = await scene.store.queue({ evidence: { logs: `boom${HOSTILE}` } });
    const { stdout, exitCode } = await paramedic(`prompt ${escalation.id}`, scene);
    expect([exitCode, stdout.startsWith(`# Escalation ${escalation.id}\n`)]).toEqual([0, true]);
    expect(stdout).toContain('\n| boom');
    const { prompt } = JSON.parse((await paramedic(`prompt ${escalation.id} --json`, scene)).stdout);
    expect(`${prompt.trimEnd()}\n`).toBe(stdout);
    expect((await paramedic('prompt ffffffff', scene)).exitCode).toBe(1);
  });
});

describe('paramedic approvals', () => {
  it('shows exactly what would be done, all of it, and takes the answer', async () => {
    await using scene = await open();
    expect((await paramedic('approvals', scene)).stdout).toBe('Nothing waits for you.\n');
    await scene.store.queue();
    const claim = await scene.store.claim();
    const command = `npm test ${'x'.repeat(5_000)}\nrm -rf / \u202e\u200b\u{e0041}`;
    const asked = await scene.store.ask(claim, { toolInput: { command, timeout: 60_000 } });
    const { stdout, exitCode } = await paramedic('approvals', scene);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`${asked.id.slice(0, 18)}  Bash  waits for you, a no 2026-11-20 12:05:03Z (in 5 min)\n`);
    expect(stdout).toContain('because leaves_the_host; exactly this would be done:\n');
    const shown = stdout.slice(stdout.indexOf('    {'));
    expect(JSON.parse(shown)).toEqual({ command, timeout: 60_000 });
    expect(shown).toContain('\\u202e\\u200b\\udb40\\udc41');
    expect(shown).not.toMatch(/[^\P{C}\n]/u);
    const approved = await paramedic(`approvals approve ${asked.id.slice(0, 18)}`, scene);
    expect([approved.exitCode, approved.stdout]).toEqual([0, expect.stringContaining('Bash  approved by anna\n')]);
    expect((await paramedic('approvals', scene)).stdout).toBe('Nothing waits for you.\n');
    const late = await paramedic(`approvals deny ${asked.id} --by bo`, scene);
    expect([late.exitCode, late.stderr]).toEqual([1, expect.stringContaining('approved already, by anna')]);
    const [listed] = JSON.parse((await paramedic('approvals --status approved --json', scene)).stdout).items;
    expect(listed).toMatchObject({ id: asked.id, decidedBy: 'anna', toolInput: { command } });
  });

  it('denies', async () => {
    await using scene = await open();
    await scene.store.queue();
    const asked = await scene.store.ask(await scene.store.claim());
    const denied = await paramedic(`approvals deny ${asked.id} --by bo --json`, scene);
    expect(JSON.parse(denied.stdout)).toMatchObject({ status: 'denied', decidedBy: 'bo' });
  });
});

describe('what containers and runs say', () => {
  it('never writes to the terminal', async () => {
    await using scene = await open();
    const { escalation, incident } = await workedOn(scene, HOSTILE);
    const next = await scene.store.queue({ target: HOSTILE }, { groupKey: 'x' });
    const asked = await scene.store.ask(await scene.store.claim(), {
      ...{ toolName: HOSTILE, reason: HOSTILE, toolInput: { [HOSTILE]: HOSTILE } },
    });
    for (const argv of [
      ...['escalations', `escalations show ${escalation.id}`, `prompt ${escalation.id}`, 'approvals'],
      ...[`incidents show ${incident.id}`, `approvals deny ${asked.id}`, `escalations cancel ${next.escalation.id}`],
    ]) {
      const { stdout } = await paramedic(argv, scene);
      expect([argv, stdout.length > 20, stdout.replace(/[\P{Cc}\n]/gu, ''), /\u202e/.test(stdout)]).toEqual([
        argv,
        true,
        '',
        false,
      ]);
    }
  });
});

describe('paramedic incidents show', () => {
  it('names the escalation and what to do next, as long as it is open and after', async () => {
    await using scene = await open();
    const { escalation, incident } = await scene.store.queue();
    const show = async () => (await paramedic(`incidents show ${incident.id}`, scene)).stdout;
    const short = escalation.id.slice(0, 18);
    expect(await show()).toContain(`Now     handed over to Claude Code, 0 attempts so far\n`);
    expect(await show()).toContain(`Claude  queued\n        paramedic escalations show ${short}\n`);
    const claim = await scene.store.claim();
    expect(await show()).toContain('Claude  claimed by worker-1\n');
    await scene.store.escalations.queue.finish(claim, anEnd({ reason: 'nothing_done' }));
    const after = await show();
    expect(after).toContain('Now     Paramedic gave up: a person is needed, 0 attempts so far\n');
    expect(after).toContain('Claude  inconclusive (the run ended without having changed anything)\n');
    expect(after).toContain(`        paramedic escalations retry ${short}\n`);
    expect(after).toContain('docker logs --tail 50');
  });
});

describe('paramedic status and the page', () => {
  it('tell what is on the queue and what waits, once that is known', async () => {
    await using scene = await open();
    const { escalation } = await scene.store.queue({ target: '<b>' });
    await scene.store.ask(await scene.store.claim(), { toolName: '<i>' });
    const status = async () => (await paramedic('status', scene)).stdout;
    expect(await status()).not.toContain('Claude Code on call');
    await scene.web.figures.runOnce();
    expect(await status()).toMatch(
      new RegExp(
        `Claude Code on call\n1 call waits for you: paramedic approvals\n.*\n${escalation.id.slice(0, 18)} +claimed +<b> +attempts_exhausted +worker-1 `,
      ),
    );
    const page = await scene.web.ask('/');
    expect(page.text).toContain(`<a href="/api/escalations/${escalation.id}">claimed</a>`);
    expect(page.text).toContain('<span class="critical">Waits for you</span>: &lt;i&gt; (leaves_the_host)');
    expect(page.text).toContain('<td>&lt;b&gt;</td>');
  });
});
