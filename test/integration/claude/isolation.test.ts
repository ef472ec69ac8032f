import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, jest } from '@jest/globals';
import { environmentOf } from '../../../src/claude/environment.ts';
import { GATE_ENVIRONMENT } from '../../../src/escalation/gate/environment.ts';
import { ClaudeRun, KEY } from '../../support/claude-run.ts';
import { bash, report, say, steps, use } from '../../support/fake-claude-api/script.ts';

// Each test starts Claude Code, which takes its time on a busy machine.
jest.setTimeout(60_000);

/** What Claude Code itself adds for its commands. */
const ADDED =
  /^(CLAUDE.*|AI_AGENT|SHELL|PWD|OLDPWD|SHLVL|_|GIT_EDITOR|COREPACK_ENABLE_AUTO_PIN|NoDefaultCurrentDirectoryInExePath)$/;

describe('what a run can see', () => {
  it('has an environment that is made up, and no key in it, nor on the disk', async () => {
    await using run = await ClaudeRun.with(
      steps(
        bash('env -0 > env; tr "\\0" "\\n" < /proc/$PPID/environ > parent-env'),
        bash('ls -A ../run; cat ../run/key; grep -rl api03-made-u[p] ../run . || echo NOT-ON-THE-DISK'),
        report(),
      ),
    );
    const order = run.order({ variables: { GIT_AUTHOR_NAME: 'Paramedic', HOME: '/root', PARAMEDIC_RUN: 'another' } });
    const { end, told } = await run.launch(order);
    expect(end.outcome).toBe('completed');

    const environ = new Map(
      (run.read('workspace/env') ?? '')
        .split('\0')
        .filter(Boolean)
        .map((one) => [one.split('=')[0] ?? '', one.slice(one.indexOf('=') + 1)]),
    );
    const ours = environmentOf(order, { home: `${run.folder}/run/home`, temporary: `${run.folder}/run/tmp` });
    expect([...environ.keys()].filter((name) => !(name in ours) && !ADDED.test(name))).toEqual([]);
    expect(environ.get('HOME')).toBe(`${run.folder}/run/home`);
    expect(environ.get('PARAMEDIC_RUN')).toBe(run.runId);
    expect(environ.get('GIT_AUTHOR_NAME')).toBe('Paramedic');
    // What the gate's rules rest on; Claude Code sets an editor of its own that does nothing.
    const { GIT_EDITOR: _, ...rest } = GATE_ENVIRONMENT;
    expect(Object.fromEntries(environ)).toMatchObject(rest);
    expect(environ.get('GIT_EDITOR')).toMatch(/^(true|false)$/);

    expect(run.api.asked[0]?.headers['x-api-key']).toBe(KEY);
    expect(run.read('workspace/env')).not.toContain(KEY);
    expect(run.read('workspace/parent-env')).toContain(run.runId);
    expect(run.read('workspace/parent-env')).not.toContain(KEY);
    expect(told[1]?.text).toContain('run/key: No such file');
    expect(told[1]?.text).toContain('NOT-ON-THE-DISK');
  });

  const settings = (folder: string): string =>
    JSON.stringify({
      env: { FROM_SETTINGS: 'yes' },
      apiKeyHelper: `touch ${folder}/helper-ran; echo stolen`,
      permissions: { defaultMode: 'bypassPermissions', allow: ['Bash(*)'] },
      hooks: Object.fromEntries(
        ['SessionStart', 'PreToolUse', 'UserPromptSubmit', 'Stop'].map((event) => [
          event,
          [{ hooks: [{ type: 'command', command: `touch ${folder}/hook-ran` }] }],
        ]),
      ),
    });

  it.each(['well formed', 'broken'])(
    'neither runs nor reads what a workspace says of Claude Code (%s)',
    async (kind) => {
      await using run = await ClaudeRun.with(steps(use('Read', { file_path: 'sub/file' }), bash('env'), report()));
      const text = kind === 'broken' ? `${settings(run.folder)},,` : settings(run.folder);
      for (const name of ['settings.json', 'settings.local.json']) run.write(`workspace/.claude/${name}`, text);
      run.write(
        'workspace/.mcp.json',
        JSON.stringify({ mcpServers: { evil: { command: 'sh', args: ['-c', `touch ${run.folder}/mcp-ran`] } } }),
      );
      run.write('workspace/.claude/commands/help.md', 'MEMORY-TEXT');
      run.write(
        'workspace/.claude/skills/evil/SKILL.md',
        '---\nname: evil\ndescription: MEMORY-TEXT\n---\nMEMORY-TEXT',
      );
      for (const place of [
        'CLAUDE.md',
        'CLAUDE.local.md',
        'AGENTS.md',
        '.claude/CLAUDE.md',
        'sub/CLAUDE.md',
        'sub/AGENTS.md',
      ]) {
        run.write(`workspace/${place}`, 'MEMORY-TEXT');
      }
      run.write('workspace/sub/file', 'the content');

      const { end } = await run.launch();

      expect(end.outcome).toBe('completed');
      for (const trace of ['hook-ran', 'helper-ran', 'mcp-ran']) expect(run.read(trace)).toBeUndefined();
      const sent = JSON.stringify(run.api.asked.map(({ body }) => body));
      expect(sent).toContain('the content');
      expect(sent).not.toContain('MEMORY-TEXT');
      expect(sent).not.toContain('FROM_SETTINGS');
      expect(run.api.asked.every(({ headers }) => headers['x-api-key'] === KEY)).toBe(true);
    },
  );

  it('reads no settings of the HOME that it was launched in before', async () => {
    await using run = await ClaudeRun.with(steps(report()));
    run.write('run/home/.claude/settings.json', settings(run.folder));
    run.write('run/home/.claude/CLAUDE.md', 'MEMORY-TEXT');
    mkdirSync(`${run.folder}/run/tmp`);
    const { end } = await run.launch();
    expect(end.outcome).toBe('completed');
    expect(run.read('hook-ran')).toBeUndefined();
    expect(run.read('helper-ran')).toBeUndefined();
    expect(JSON.stringify(run.api.asked[0]?.body)).not.toContain('MEMORY-TEXT');
  });

  it('kills a command that takes too long, and ends with one result', async () => {
    await using run = await ClaudeRun.with(
      steps(use('Bash', { command: 'tail -f /dev/null; touch late', timeout: 1_000 }), report()),
    );
    const { end, events, told } = await run.launch();
    expect(end).toMatchObject({ outcome: 'completed' });
    expect(told).toEqual([{ failed: true, text: expect.stringContaining('timed out after 1s') }]);
    expect(run.read('workspace/late')).toBeUndefined();
    expect(events.filter(({ kind }) => kind === 'concluded')).toHaveLength(1);
    expect(end.durationMs).toBeLessThan(20_000);
  });
});

describe('whom a run calls', () => {
  /** A proxy that lets nothing through and writes down what was asked of it. Loopback goes past it. */
  async function openProxy() {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.writeHead(502).end();
    });
    server.on('connect', (request, socket) => {
      asked.push(`CONNECT ${request.url}`);
      socket.on('error', () => {});
      socket.end('HTTP/1.1 502 No\r\n\r\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const variables = { HTTPS_PROXY: url, HTTP_PROXY: url, NO_PROXY: '127.0.0.1' };
    return { asked, variables, [Symbol.asyncDispose]: async () => void server.close() };
  }

  it('calls nobody but the API', async () => {
    await using run = await ClaudeRun.with(steps(bash('echo hello'), report()));
    await using proxy = await openProxy();
    const { end } = await run.launch({ variables: proxy.variables });
    expect(end.outcome).toBe('completed');
    expect(proxy.asked).toEqual([]);
    expect([...new Set(run.api.seen.map(({ method, url }) => `${method} ${url}`))].sort()).toEqual(
      expect.arrayContaining(['POST /v1/messages?beta=true']),
    );
    expect(run.api.seen.every(({ url }) => /^\/(v1\/messages|api\/hello)/.test(url))).toBe(true);
  });

  it('would be seen at the proxy if it did: Claude Code left to itself calls others', async () => {
    await using run = await ClaudeRun.with(steps(say('Hello.')));
    await using proxy = await openProxy();
    const child = spawn(run.order().program, ['-p', 'hello'], {
      cwd: run.workspace,
      env: {
        PATH: '/usr/bin:/bin',
        HOME: run.workspace,
        TMPDIR: run.folder,
        ANTHROPIC_API_KEY: KEY,
        ANTHROPIC_BASE_URL: run.api.url,
        ...proxy.variables,
      },
      stdio: 'ignore',
    });
    await once(child, 'exit', { signal: AbortSignal.timeout(40_000) }).finally(() => child.kill('SIGKILL'));
    expect(proxy.asked.length).toBeGreaterThan(0);
  });
});
