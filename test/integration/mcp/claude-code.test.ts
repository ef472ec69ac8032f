import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, jest } from '@jest/globals';
import { bundledClaude } from '../../../src/claude/native.ts';
import { TOOLS } from '../../../src/mcp/tools.ts';
import { FakeClaudeApi } from '../../support/fake-claude-api/fake-claude-api.ts';
import { say, steps, toolResults, use } from '../../support/fake-claude-api/script.ts';
import { onCallScene } from '../../support/on-call-scene.ts';

jest.setTimeout(120_000);

const MAIN = resolve(import.meta.dirname, '../../../src/main.ts');
const TOKEN = 'a-token-of-16-characters';

interface Init {
  readonly type: string;
  readonly subtype?: string;
  readonly tools?: readonly string[];
  readonly mcp_servers?: readonly { readonly name: string; readonly status: string }[];
}

/** Real Claude Code in a made-up world; what it said, line by line. */
async function claude(args: readonly string[], folder: string, apiUrl: string): Promise<Init[]> {
  const program = bundledClaude();
  if (program === undefined) throw new Error('Claude Code is not installed beside the SDK');
  const env = {
    ...{ HOME: folder, PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', TERM: 'dumb', TMPDIR: folder },
    ...{ ANTHROPIC_BASE_URL: apiUrl, ANTHROPIC_API_KEY: 'sk-ant-api03-made-up-for-tests-0123456789' },
    ...{ CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', CLAUDE_CODE_MAX_RETRIES: '1', DISABLE_AUTOUPDATER: '1' },
  };
  const said = await new Promise<string>((done, fail) => {
    const child = execFile(program, args, { env, cwd: folder, timeout: 90_000 }, (error, stdout, stderr) =>
      error === null ? done(stdout) : fail(new Error(`${error.message}\n${stdout}\n${stderr}`)),
    );
    child.stdin?.end();
  });
  return said
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Init);
}

it('gives real Claude Code its tools, by the one line of the README, and answers a call of it', async () => {
  await using scene = await onCallScene({ token: TOKEN });
  const { escalation } = await scene.store.queue();
  await using api = await FakeClaudeApi.start(steps(use('mcp__paramedic__list_escalations', {}), say('One waits.')));
  const folder = await mkdtemp(join(tmpdir(), 'claude-mcp-'));
  try {
    const config = join(folder, 'mcp.json');
    const server = {
      command: process.execPath,
      args: ['--disable-warning=ExperimentalWarning', MAIN, 'mcp'],
      env: { PARAMEDIC_LISTEN: `127.0.0.1:${scene.web.port}`, PARAMEDIC_TOKEN: TOKEN },
    };
    await writeFile(config, JSON.stringify({ mcpServers: { paramedic: server } }));
    const events = await claude(
      [
        ...['-p', 'What waits?', '--output-format', 'stream-json', '--verbose', '--mcp-config', config],
        ...['--strict-mcp-config', '--setting-sources', '', '--allowedTools', 'mcp__paramedic__list_escalations'],
      ],
      folder,
      api.url,
    );
    const init = events.find(({ subtype }) => subtype === 'init');
    expect(init?.mcp_servers).toEqual([expect.objectContaining({ name: 'paramedic', status: 'connected' })]);
    expect(init?.tools).toEqual(expect.arrayContaining(TOOLS.map(({ name }) => `mcp__paramedic__${name}`)));
    const last = api.asked.at(-1);
    const [result] = last === undefined ? [] : toolResults(last.body);
    expect(result).toMatchObject({ failed: false, text: expect.stringContaining(escalation.id) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
