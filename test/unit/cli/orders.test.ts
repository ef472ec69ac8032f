import { describe, expect, it } from '@jest/globals';
import { configOf, NO_PORT, run } from '../../support/cli.ts';
import { incident } from '../../support/fleet.ts';
import { Web } from '../../support/web.ts';

const HOSTILE = '\u001b[2J\u009b31mweb\r\n\u202e';
const TOKEN = 'a-token-of-16-characters';

const open = () => Web.start({ token: TOKEN });
const paramedic = (argv: string | string[], web: Web, token = TOKEN) =>
  run(argv, web.port, {
    loadConfig: () => configOf({ PARAMEDIC_LISTEN: `127.0.0.1:${web.port}`, PARAMEDIC_TOKEN: token }),
  });
const details = (web: Web) =>
  web.office.ledger.calls.flat().flatMap((change) => (change.kind === 'timeline' ? change.entry.detail : []));

describe('paramedic incidents ack and its like', () => {
  it.each([
    ['ack', 'Acknowledged by anna: '],
    ['snooze --for 2h', 'Snoozed until 2026-11-20 14:00:00Z (in 2 h): '],
    ['snooze --until 2026-11-20T13:00:00+01:00', ''],
    ['snooze --until 2026-11-20T15:00:00+01:00', 'Snoozed until 2026-11-20 14:00:00Z (in 2 h): '],
    ['mute', 'Muted until it is resolved: '],
    ['unmute', 'Told of again: '],
    ['escalate', 'On the queue for Claude Code: '],
    ['resolve', 'Resolved by hand: '],
  ])('%s', async (words, expected) => {
    await using web = await open();
    const held = incident();
    web.fleet.openList = [held];
    const [word = '', ...options] = words.split(' ');
    const { exitCode, stdout, stderr } = await paramedic(['incidents', word, held.id.slice(0, 8), ...options], web);
    if (expected === '') return expect([exitCode, stderr]).toEqual([2, expect.stringContaining('in the future')]);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toBe(`${expected}container_unhealthy of shop/web#1 (${held.id.slice(0, 18)})\n`);
    expect(details(web)).toMatchObject([{ by: 'anna' }]);
  });

  it('comments with all the words, and under another name', async () => {
    await using web = await open();
    const held = incident();
    web.fleet.openList = [held];
    await paramedic(['incidents', 'comment', held.id, 'the', 'disk is', 'full', '--by', 'Bo B.'], web);
    await paramedic(['incidents', 'resolve', held.id, 'moved the data'], web);
    expect(details(web)).toEqual([
      { by: 'Bo B.', text: 'the disk is full' },
      { by: 'anna', resolution: 'human', text: 'moved the data' },
    ]);
  });

  it('prints the incident as JSON', async () => {
    await using web = await open();
    const held = incident();
    web.fleet.openList = [held];
    const { stdout } = await paramedic(`incidents ack ${held.id} --json`, web);
    expect(JSON.parse(stdout)).toMatchObject({ id: held.id, acknowledgedBy: 'anna' });
  });

  it('lets no name of a container write to the terminal', async () => {
    await using web = await open();
    const held = incident({ target: HOSTILE });
    web.fleet.openList = [held];
    for (const argv of [`incidents mute ${held.id}`, `incidents mute ${held.id} --json`]) {
      const { stdout } = await paramedic(argv, web);
      expect(stdout).not.toMatch(/[^\P{Cc}\n]/u);
    }
  });

  it.each([
    'incidents ack',
    'incidents snooze 01234567',
    'incidents snooze 01234567 --for soon',
    'incidents snooze 01234567 --until tomorrow',
    'incidents snooze 01234567 --for 2h --until 2026-11-20T14:00:00Z',
    'incidents comment 01234567',
    'incidents ack zzz --frob',
  ])('%s is bad input before anybody is asked', async (argv) => {
    const { exitCode, stdout, stderr } = await run(argv, NO_PORT);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/\w/);
  });

  it('fails with reason and cure without the token, for what is not there, and when nobody answers', async () => {
    await using web = await open();
    const missing = await paramedic('incidents ack ffffffff', web);
    expect([missing.exitCode, missing.stderr]).toEqual([1, expect.stringMatching(/No open incident.*\n→ /)]);
    const noId = await paramedic('incidents ack zzz', web);
    expect([noId.exitCode, noId.stderr]).toEqual([2, expect.stringContaining('first 8 characters')]);
    const wrong = await paramedic('incidents ack ffffffff', web, 'another-token-of-ours');
    expect([wrong.exitCode, wrong.stderr]).toEqual([1, expect.stringContaining('PARAMEDIC_TOKEN')]);
    expect((await run('incidents ack ffffffff', NO_PORT)).exitCode).toBe(1);
  });
});

describe('paramedic silence', () => {
  const add = (web: Web, ...more: string[]) => paramedic(['silence', 'add', '--target', 'shop/*', ...more], web);

  it('adds, lists and ends', async () => {
    await using web = await open();
    web.office.watch('shop/web#1', 'shop-web-1');
    expect((await paramedic('silence', web)).stdout).toBe('No silences.\n');
    const added = await add(web, '--for', '2h', '--comment', 'moving the disks', '--hold-healing');
    expect([added.exitCode, added.stderr]).toEqual([0, '']);
    const [silence] = web.office.silences.current;
    expect(added.stdout).toBe(
      `${silence?.id.slice(0, 18)}  shop/*\nNobody is told of it and nothing is healed until 2026-11-20 14:00:00Z (in 2 h).\nIt covers 1 target now.\n`,
    );
    expect((await paramedic('silence list', web)).stdout).toBe(
      `ID                  TARGET  TYPE        STATE  ENDS    HEALING  BY    COMMENT
01990000-0000-7000  shop/*  every type  runs   in 2 h  held     anna  moving the disks
`,
    );
    const ended = await paramedic(`silence end ${silence?.id}`, web);
    expect([ended.exitCode, ended.stdout]).toEqual([0, 'Ended: shop/* (01990000-0000-7000)\n']);
    expect((await paramedic('silence list', web)).stdout).toBe('No silences.\n');
  });

  it('says whom a name stands for, and when it stands for nobody', async () => {
    await using web = await open();
    web.office.watch('shop/web#1', 'shop-web-1');
    const named = await paramedic('silence add --target shop-web-1 --for 2h', web);
    expect(named.stdout).toMatch(/^\S+ {2}shop\/web#1\n.*\nIt covers 1 target now\.\n$/);
    const nobody = await paramedic('silence add --target shop-web-2 --for 2h', web);
    expect(nobody.exitCode).toBe(0);
    expect(nobody.stdout).toMatch(/^\S+ {2}shop-web-2\n.*\nIt covers nobody now\. Did you mean `shop\/web#1`\?\n$/);
    const json = JSON.parse((await paramedic('silence add --target shop-web-2 --for 2h --json', web)).stdout);
    expect(json).toMatchObject({ target: 'shop-web-2', covers: 0, warning: expect.stringContaining('nobody') });
  });

  it('takes a type, a beginning, an end and a name', async () => {
    await using web = await open();
    const { stdout } = await add(
      web,
      ...['--type', 'high_cpu', '--from', '2026-11-21T00:00:00Z', '--until', '2026-11-21T02:00:00+01:00'],
      ...['--by', 'Bo', '--json'],
    );
    expect(JSON.parse(stdout)).toMatchObject({
      target: 'shop/*',
      type: 'high_cpu',
      startsAt: '2026-11-21T00:00:00.000Z',
      endsAt: '2026-11-21T01:00:00.000Z',
      createdBy: 'Bo',
      holdsHealing: false,
    });
    expect((await paramedic('silence list', web)).stdout).toContain('begins in 12 h');
    expect(JSON.parse((await paramedic('silence list --json', web)).stdout).items).toHaveLength(1);
  });

  it.each([
    'silence add',
    'silence add --target *',
    'silence add --for 2h',
    'silence add --target * --for 2h --until 2026-11-20T14:00:00Z',
    'silence add --target * --for ever',
    'silence add --target * --for 2h --type fire',
    'silence add --target * --for 2h --from now',
    'silence end',
  ])('%s is bad input before anybody is asked', async (argv) => {
    const { exitCode, stdout, stderr } = await run(argv, NO_PORT);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/\w/);
  });

  it('passes a refusal on as bad input, with its cure', async () => {
    await using web = await open();
    const refused = await add(web, '--for', '31d');
    expect([refused.exitCode, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toMatch(/longer than 30 days.*\n→ /);
    expect((await paramedic('silence end ffffffff', web)).exitCode).toBe(1);
  });

  it('lets no comment write to the terminal', async () => {
    await using web = await open();
    web.office.silences.put({ ...(await someSilence(web)), comment: HOSTILE, target: HOSTILE, createdBy: HOSTILE }, 0);
    for (const argv of ['silence list', 'silence list --json', 'silence end 01990000-0000-7000']) {
      expect((await paramedic(argv, web)).stdout).not.toMatch(/[^\P{Cc}\n]/u);
    }
  });

  const someSilence = async (web: Web) => {
    await add(web, '--for', '2h');
    const [silence] = web.office.silences.current;
    if (silence === undefined) throw new Error('no silence was set');
    return silence;
  };
});
