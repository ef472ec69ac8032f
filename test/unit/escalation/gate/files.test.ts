import { describe, expect, it } from '@jest/globals';
import { decideToolCall } from '../../../../src/escalation/gate/decide.ts';
import { decide, prepared, scopeOf, verdictOf } from '../../../support/gate.ts';

type Row = readonly [tool: string, input: Record<string, unknown>, verdict: string];
const read = (file_path: string, verdict: string): Row => ['Read', { file_path }, verdict];
const write = (file_path: string, verdict: string, content = 'x'): Row => ['Write', { file_path, content }, verdict];
const grep = (input: Record<string, unknown>, verdict: string): Row => ['Grep', { pattern: 'x', ...input }, verdict];
const glob = (pattern: string, verdict: string): Row => ['Glob', { pattern }, verdict];

const ROWS: readonly Row[] = [
  read('/srv/shop/config/app.conf', 'allow'),
  read('config/app.conf', 'allow'),
  read('/srv/shop', 'allow'),
  read('/srv/shop-link/a', 'allow'),
  read('/data/escalations/7/evidence/log.txt', 'allow'),
  read('/srv/shop/CLAUDE.md', 'allow'),
  read('/srv/shop/.claude/settings.json', 'allow'),
  read('/srv/shop/.github/workflows/ci.yml', 'allow'),
  read('/srv/shop/.env.example', 'allow'),
  read('/srv/shop/src/secrets.ts', 'allow'),
  read('/srv/shop/docs/credentials.md', 'allow'),
  read('/srv/shop/environment.ts', 'allow'),
  read('/data/escalations/8/briefing.md', 'deny outside'),
  read('/data/escalations', 'deny outside'),
  read('/srv/shopping', 'deny outside'),
  read('/etc/passwd', 'deny outside'),
  read('/', 'deny outside'),
  read('/proc/self/environ', 'deny host_secret'),
  read('/home/me/.ssh/id_ed25519', 'deny host_secret'),
  read('/srv/shop/sock', 'deny host_secret'),
  read('/srv/shop/out/passwd', 'deny escaping_link'),
  read('/srv/shop/unreadable', 'deny unresolved_path'),
  read('/srv/shop/../other/x', 'deny dotdot'),
  read('src/../../x', 'deny dotdot'),
  read('~/x', 'deny tilde'),
  read('~root/x', 'deny tilde'),
  read(' /srv/shop/a', 'deny malformed_path'),
  read('/srv/shop/a\n', 'deny control_character'),
  read('/srv/shop/a\u0000b', 'deny control_character'),
  read('/srv/shop/e\u0301', 'deny malformed_path'),
  read('/srv/shop/a\u200b', 'deny malformed_path'),
  read('/srv/shop/\u202egnp.env', 'deny malformed_path'),
  read('/srv/shop/\ud800', 'deny malformed_path'),
  read('', 'deny malformed_input'),
  read(`/srv/shop/${'a'.repeat(1_024)}`, 'deny too_large'),
  read('/srv/shop/.env', 'deny secret_read'),
  read('/srv/shop/.Env.Local', 'deny secret_read'),
  read('/srv/shop/env-link', 'deny secret_read'),
  read('/srv/shop/secrets/db.ts', 'deny secret_read'),
  read('/srv/shop/deploy/tls.pem', 'deny secret_read'),
  read('/srv/shop/.git/config', 'deny git_internals_read'),
  ['Read', { file_path: '/srv/shop/a', offset: 1, limit: 5, pages: '1-2', allow_large: true }, 'allow'],
  ['Read', { file_path: '/srv/shop/a', next: 'x' }, 'deny malformed_input'],
  ['Read', { file_path: 5 }, 'deny malformed_input'],
  ['Read', { file_path: ['/srv/shop/a'] }, 'deny malformed_input'],
  ['Read', { file_path: '/srv/shop/a', limit: '5' }, 'deny malformed_input'],
  ['Read', {}, 'deny malformed_input'],
  ['NotebookRead', { notebook_path: '/srv/shop/a.ipynb' }, 'allow'],
  ['NotebookRead', { notebook_path: '/etc/a.ipynb' }, 'deny outside'],
  ['LS', { path: '/srv/shop' }, 'allow'],
  ['LS', { path: '/srv/shop/.git' }, 'allow'],
  ['LS', { path: '/srv/shop/src', ignore: ['*.js'] }, 'allow'],
  ['LS', { path: '/etc' }, 'deny outside'],
  ['LS', { path: '/srv/shop/out' }, 'deny escaping_link'],
  ['LS', { path: '/srv/shop', ignore: [5] }, 'deny malformed_input'],
  ['LS', { path: '/srv/shop', ignore: Array(65).fill('x') }, 'deny too_large'],
  glob('**/*.ts', 'allow'),
  glob('{src,test}/**/*.ts', 'allow'),
  glob('**/.env*', 'allow'),
  glob('a..b/*', 'allow'),
  glob('/etc/**', 'deny outside'),
  glob('~/**', 'deny outside'),
  glob('../**', 'deny outside'),
  glob('src/../../*', 'deny outside'),
  glob('{src,/etc}/*', 'deny outside'),
  glob('{../x,y}/*', 'deny outside'),
  glob('x/..', 'deny outside'),
  glob('a'.repeat(2_049), 'deny too_large'),
  ['Glob', { pattern: '*', path: '/srv/shop/src' }, 'allow'],
  ['Glob', { pattern: '*', path: '/etc' }, 'deny outside'],
  ['Glob', { path: '/srv/shop' }, 'deny malformed_input'],
  grep({}, 'allow'),
  grep({ path: '/srv/shop/src', glob: '*.{ts,js}', output_mode: 'content', '-n': true, '-C': 3, type: 'ts' }, 'allow'),
  grep({ glob: '!.env' }, 'allow'),
  grep({ pattern: '/etc/passwd' }, 'allow'),
  grep({ path: '/data/escalations/7' }, 'allow'),
  grep({ path: '/etc' }, 'deny outside'),
  grep({ path: '/srv/shop/.env' }, 'deny secret_read'),
  grep({ path: '/srv/shop/.git' }, 'deny git_internals_read'),
  grep({ glob: '.env*' }, 'deny secret_read'),
  grep({ glob: '**/{.env,x}' }, 'deny secret_read'),
  grep({ glob: '/etc/*' }, 'deny outside'),
  grep({ '-f': '/etc/passwd' }, 'deny malformed_input'),
  write('/srv/shop/src/new.ts', 'allow'),
  write('src/new.ts', 'allow'),
  write('/srv/shop/README.md', 'allow'),
  write('/srv/shop/Makefile', 'allow'),
  write('/srv/shop/package.json', 'allow', '{}'),
  write('/srv/shop/a', 'deny too_large', 'x'.repeat(262_145)),
  write('/etc/cron.d/x', 'deny write_outside'),
  write('/tmp/x', 'deny write_outside'),
  write('/srv/shopping/x', 'deny write_outside'),
  write('/srv/shop/out/x', 'deny escaping_link'),
  write('/root/.ssh/authorized_keys', 'deny host_secret'),
  write('/data/escalations/7/briefing.md', 'deny briefing_read_only'),
  write('/data/escalations/7/evidence/x', 'deny briefing_read_only'),
  write('/srv/shop/unreadable', 'deny unresolved_path'),
  write('/srv/shop/../x', 'deny dotdot'),
  write('/srv/shop/.env', 'deny secret_write'),
  write('/srv/shop/env-link', 'deny secret_write'),
  write('/srv/shop/.ENV.production', 'deny secret_write'),
  write('/srv/shop/keys/server.key', 'deny secret_write'),
  write('/srv/shop/id_rsa.pub', 'deny secret_write'),
  write('/srv/shop/secrets/x', 'deny secret_write'),
  write('/srv/shop/.envrc', 'deny secret_write'),
  write('/srv/shop/.npmrc', 'deny secret_write'),
  write('/srv/shop/.git/hooks/pre-commit', 'deny git_internals'),
  write('/srv/shop/.git', 'deny git_internals'),
  write('/srv/shop/sub/.git/config', 'deny git_internals'),
  write('/srv/shop/.GIT/config', 'deny git_internals'),
  write('/srv/shop/./.git//config', 'deny git_internals'),
  write('/srv/shop/.claude/settings.json', 'deny own_rights'),
  write('/srv/shop/.claude/settings.local.json', 'deny own_rights'),
  write('/srv/shop/.claude/agents/x.md', 'deny own_rights'),
  write('/srv/shop/sub/.claude/commands/x.md', 'deny own_rights'),
  write('/srv/shop/CLAUDE.md', 'deny own_rights'),
  write('/srv/shop/sub/claude.MD', 'deny own_rights'),
  write('/srv/shop/CLAUDE.local.md', 'deny own_rights'),
  write('/srv/shop/.mcp.json', 'deny own_rights'),
  write('/srv/shop/paramedic.yml', 'deny own_rights'),
  write('/srv/shop/.husky/pre-commit', 'deny hooks'),
  write('/srv/shop/.githooks/x', 'deny hooks'),
  write('/srv/shop/.bashrc', 'deny hooks'),
  write('/srv/shop/.gitconfig', 'deny hooks'),
  write('/srv/shop/lefthook.yml', 'deny hooks'),
  write('/srv/shop/.pre-commit-config.yaml', 'deny hooks'),
  write('/srv/shop/.github/workflows/ci.yml', 'ask ci_workflow'),
  write('/srv/shop/.github/workflows/new/x', 'ask ci_workflow'),
  write('/srv/shop/.github/dependabot.txt', 'allow'),
  write('/srv/shop/workflows/x', 'allow'),
  write('/srv/shop/.gitlab-ci.yml', 'ask ci_workflow'),
  write('/srv/shop/Jenkinsfile', 'ask ci_workflow'),
  write('/srv/shop/.gitattributes', 'ask runs_by_itself'),
  write('/srv/shop/.gitignore', 'ask runs_by_itself'),
  write('/srv/shop/.vscode/tasks.json', 'ask runs_by_itself'),
  ['Write', { file_path: '/srv/shop/a' }, 'deny malformed_input'],
  ['Write', { file_path: '/srv/shop/a', content: 5 }, 'deny malformed_input'],
  ['Edit', { file_path: '/srv/shop/a.ts', old_string: 'a', new_string: 'b' }, 'allow'],
  ['Edit', { file_path: '/srv/shop/a.ts', old_string: 'a', new_string: 'b', replace_all: true }, 'allow'],
  [
    'Edit',
    { file_path: '/srv/shop/a.ts', old_string: 'a', new_string: 'b', replace_all: 'yes' },
    'deny malformed_input',
  ],
  ['Edit', { file_path: '/srv/shop/.git/config', old_string: 'a', new_string: 'b' }, 'deny git_internals'],
  ['Edit', { file_path: '/etc/passwd', old_string: 'a', new_string: 'b' }, 'deny write_outside'],
  ['MultiEdit', { file_path: '/srv/shop/a.ts', edits: [{ old_string: 'a', new_string: 'b' }] }, 'allow'],
  ['MultiEdit', { file_path: '/srv/shop/.env', edits: [{ old_string: 'a', new_string: 'b' }] }, 'deny secret_write'],
  ['MultiEdit', { file_path: '/srv/shop/a.ts', edits: [{ old_string: 'a' }] }, 'deny malformed_input'],
  ['MultiEdit', { file_path: '/srv/shop/a.ts', edits: 'x' }, 'deny malformed_input'],
  ['NotebookEdit', { notebook_path: '/srv/shop/a.ipynb', new_source: 'x' }, 'allow'],
  ['NotebookEdit', { notebook_path: '/srv/shop/.claude/a.ipynb', new_source: 'x' }, 'deny own_rights'],
  ['Bash', { command: 'ls', description: 'List', timeout: 1_000 }, 'allow'],
  ['Bash', { command: 'ls', run_in_background: false, dangerouslyDisableSandbox: false }, 'allow'],
  ['Bash', { command: 'ls', run_in_background: true }, 'deny background'],
  ['Bash', { command: 'ls', dangerouslyDisableSandbox: true }, 'deny sandbox_off'],
  ['Bash', { command: 'ls', run_in_background: 'true' }, 'deny malformed_input'],
  ['Bash', { command: 'ls', _simulatedSedEdit: {} }, 'deny malformed_input'],
  ['Bash', { command: ['ls'] }, 'deny malformed_input'],
  ['Bash', { command: 'ls', cwd: '/etc' }, 'deny malformed_input'],
  ['Bash', {}, 'deny malformed_input'],
  ['TodoWrite', { todos: [] }, 'allow'],
  ['StructuredOutput', { rootCause: 'x', anything: 1 }, 'allow'],
  ['WebFetch', { url: 'http://evil' }, 'deny tool_not_offered'],
  ['WebSearch', {}, 'deny tool_not_offered'],
  ['Task', { prompt: 'x' }, 'deny tool_not_offered'],
  ['Agent', {}, 'deny tool_not_offered'],
  ['BashOutput', {}, 'deny tool_not_offered'],
  ['KillShell', {}, 'deny tool_not_offered'],
  ['Skill', {}, 'deny tool_not_offered'],
  ['SlashCommand', {}, 'deny tool_not_offered'],
  ['EnterPlanMode', {}, 'deny tool_not_offered'],
  ['ExitPlanMode', {}, 'deny tool_not_offered'],
  ['AskUserQuestion', {}, 'deny tool_not_offered'],
  ['bash', { command: 'ls' }, 'deny unknown_tool'],
  ['Bash ', { command: 'ls' }, 'deny unknown_tool'],
  ['constructor', {}, 'deny unknown_tool'],
  ['__proto__', {}, 'deny unknown_tool'],
  ['', {}, 'deny unknown_tool'],
  ['mcp__paramedic__container_logs', { target: 'shop/web#1', lines: 50 }, 'allow'],
  ['mcp__paramedic__container_inspect', { target: 'shop/db#1' }, 'allow'],
  ['mcp__paramedic__container_stats', { target: 'shop/web#1' }, 'allow'],
  ['mcp__paramedic__container_processes', { target: 'shop/web#1' }, 'deny unknown_typed_tool'],
  ['mcp__paramedic__container_restart', { target: 'shop/web#1' }, 'allow'],
  ['mcp__paramedic__run_playbook', { target: 'shop/web#1' }, 'allow'],
  ['mcp__paramedic__incident', {}, 'allow'],
  ['mcp__paramedic__note', { text: 'x' }, 'allow'],
  ['mcp__paramedic__note', { text: 'x', target: 'shop/web#1' }, 'allow'],
  ['mcp__paramedic__note', { text: 'x', target: 'bank/web#1' }, 'deny target_out_of_scope'],
  ['mcp__paramedic__container_restart', { target: 'bank/web#1' }, 'deny target_out_of_scope'],
  ['mcp__paramedic__container_logs', { target: 'shop/web#1 ' }, 'deny target_out_of_scope'],
  ['mcp__paramedic__container_logs', { target: 'shop/web' }, 'deny target_out_of_scope'],
  ['mcp__paramedic__container_logs', { target: ['shop/web#1'] }, 'deny malformed_input'],
  ['mcp__paramedic__container_logs', {}, 'deny malformed_input'],
  ['mcp__paramedic__note', { target: undefined }, 'deny malformed_input'],
  ['mcp__paramedic__container_exec', { target: 'shop/web#1' }, 'deny unknown_typed_tool'],
  ['mcp__paramedic__', {}, 'deny unknown_typed_tool'],
  ['mcp__paramedic__constructor', { target: 'shop/web#1' }, 'deny unknown_typed_tool'],
  ['mcp__paramedic2__container_logs', { target: 'shop/web#1' }, 'deny foreign_mcp'],
  ['mcp__github__push_files', {}, 'deny foreign_mcp'],
];

describe('tools', () => {
  it.each(ROWS)('%s %j: %s', (tool, input, verdict) => {
    expect(verdictOf(decide(tool, input))).toBe(verdict);
  });

  it.each([
    ['Bash', null],
    ['Bash', 'ls'],
    ['Bash', ['ls']],
    ['StructuredOutput', 5],
    ['TodoWrite', undefined],
    ['mcp__paramedic__incident', null],
    ['mcp__paramedic__incident', []],
  ])('%s takes fields, not %j', (tool, input) => {
    expect(verdictOf(decide(tool, input))).toBe('deny malformed_input');
  });
});

describe('paths that nobody has followed', () => {
  it.each([
    ['Read', { file_path: '/srv/shop/a' }],
    ['Write', { file_path: '/srv/shop/a', content: '' }],
    ['Bash', { command: 'cat a' }],
    ['Bash', { command: 'git add a' }],
    ['Bash', { command: 'npm test' }],
    ['Grep', { pattern: 'x', path: 'src' }],
  ])('%s %j is denied', (tool, input) => {
    expect(verdictOf(decideToolCall({ tool, input, resolved: new Map() }, scopeOf()))).toBe('deny unresolved_path');
  });

  it.each(['srv/shop/a', '/srv/shop/../../etc/passwd', '/srv/shop//a', '/srv/shop/./a', '/srv/shop/a/', ''])(
    'nor believed when they lead to %j',
    (real) => {
      const call = { tool: 'Read', input: { file_path: '/srv/shop/a' }, resolved: new Map([['/srv/shop/a', real]]) };
      expect(verdictOf(decideToolCall(call, scopeOf()))).toBe('deny unresolved_path');
    },
  );
});

describe('a path counts as it is written and as what it is', () => {
  const disk = {
    links: {
      '/srv/shop/.env': '/srv/shop/plain',
      '/srv/shop/CLAUDE.md': '/srv/shop/notes',
      '/proc/self/cwd': '/var/x',
    },
  };
  it.each([
    ['Read', { file_path: '.env' }, 'deny secret_read'],
    ['Read', { file_path: '/srv/shop/.env' }, 'deny secret_read'],
    ['Write', { file_path: '/srv/shop/CLAUDE.md', content: '' }, 'deny own_rights'],
    ['Read', { file_path: '/srv/shop/plain' }, 'allow'],
    ['Read', { file_path: '/proc/self/cwd' }, 'deny host_secret'],
    ['Read', { file_path: '/var/x' }, 'deny outside'],
  ])('%s %j: %s', (tool, input, verdict) => {
    expect(verdictOf(decide(tool, input, scopeOf(), disk))).toBe(verdict);
  });
});

describe('the folders of a run', () => {
  it('without a workspace only the briefing is read and nothing is written', () => {
    const scope = scopeOf({ workspace: undefined });
    expect(verdictOf(decide('Read', { file_path: 'briefing.md' }, scope))).toBe('allow');
    expect(verdictOf(decide('Read', { file_path: '/srv/shop/a' }, scope))).toBe('deny outside');
    expect(verdictOf(decide('Write', { file_path: '/srv/shop/a', content: '' }, scope))).toBe('deny no_workspace');
    expect(verdictOf(decide('Write', { file_path: 'x', content: '' }, scope))).toBe('deny no_workspace');
  });

  it('may lie in each other: the inner one counts', () => {
    const scope = scopeOf({ workspace: '/data/7/tree', briefing: '/data/7' });
    expect(verdictOf(decide('Write', { file_path: '/data/7/tree/a', content: '' }, scope))).toBe('allow');
    expect(verdictOf(decide('Write', { file_path: '/data/7/a', content: '' }, scope))).toBe('deny briefing_read_only');
    const other = scopeOf({ workspace: '/srv/shop', briefing: '/srv/shop/data/7' });
    expect(verdictOf(decide('Write', { file_path: 'data/7/a', content: '' }, other))).toBe('deny briefing_read_only');
    expect(verdictOf(decide('Write', { file_path: 'data/8/a', content: '' }, other))).toBe('allow');
  });

  it.each(['', 'srv/shop', '/'])('a workspace %j opens nothing', (workspace) => {
    const scope = scopeOf({ workspace });
    expect(verdictOf(decide('Write', { file_path: '/srv/shop/a', content: '' }, scope))).not.toBe('allow');
    expect(verdictOf(decide('Read', { file_path: '/etc/passwd' }, scope))).toBe('deny outside');
  });

  it('a folder with a telling name above the workspace protects nothing in it', () => {
    const scope = scopeOf({ workspace: '/srv/secrets/.git/shop' });
    expect(verdictOf(decide('Write', { file_path: 'a.ts', content: '' }, scope))).toBe('allow');
  });
});

describe('the answer', () => {
  it('names the rule, the reason and what is meant, shortened', () => {
    expect(decide('Read', { file_path: '/srv/shop/a' })).toEqual({ kind: 'allow', rule: 'Read' });
    expect(decide('Read', { file_path: '/etc/passwd' })).toEqual({
      kind: 'deny',
      reason: 'outside',
      message: 'Only the workspace and the briefing are open to this run. ("/etc/passwd")',
    });
    const long = decide('Read', { file_path: `/etc/${'a'.repeat(500)}` });
    expect(long.kind === 'deny' && long.message.length).toBeLessThan(200);
  });

  it('is a denial when anything goes wrong', () => {
    const throwing = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no');
        },
      },
    );
    expect(decideToolCall({ tool: 'Read', input: throwing, resolved: new Map() }, scopeOf())).toMatchObject({
      kind: 'deny',
      reason: 'gate_failed',
    });
    expect(decideToolCall(undefined as never, scopeOf())).toMatchObject({ kind: 'deny', reason: 'gate_failed' });
    expect(decideToolCall(prepared('Bash', { command: 'cat a' }), undefined as never).kind).toBe('deny');
    expect(decideToolCall({ tool: 5, input: {}, resolved: new Map() } as never, scopeOf())).toMatchObject({
      reason: 'unknown_tool',
    });
  });
});

describe('commands of an operator', () => {
  const allowing = (...commands: readonly string[][]) => scopeOf({ allowedCommands: commands });
  it.each([
    ['npm test', [['npm', 'test']], 'allow'],
    ['npm test -- src/a.test.ts', [['npm', 'test']], 'allow'],
    ['npm run x', [['npm', 'test']], 'ask runs_repository_code'],
    ['npm', [['npm', 'test']], 'deny unknown_program'],
    ['npm test -- /etc/x', [['npm', 'test']], 'deny outside'],
    ['npm test *', [['npm', 'test']], 'deny glob'],
    ['npm test; rm x', [['npm', 'test']], 'deny write_by_shell'],
    ['npm test > x', [['npm', 'test']], 'deny redirection'],
    ['ls | npm test', [['npm', 'test']], 'deny pipe_into'],
    ['npm test | head', [['npm', 'test']], 'allow'],
    ['our-check', [['our-check']], 'allow'],
    ['our-check --fast config/app.conf', [['our-check']], 'allow'],
    ['our-check --out=/etc/x', [['our-check']], 'deny outside'],
    ['our-check', [[]], 'deny unknown_program'],
    ['our-checker', [['our-check']], 'deny unknown_program'],
    ['touch src/x', [['touch']], 'allow'],
    ['touch .env', [['touch']], 'deny secret_read'],
    ['git stash list', [['git', 'stash', 'list']], 'deny git_history'],
    ['git cat-file -p HEAD', [['git', 'cat-file']], 'allow'],
    ['git push', [['git', 'push']], 'deny git_remote'],
    ['git push', [['git']], 'deny git_remote'],
    ['git -C x status', [['git']], 'deny git_option'],
    ['bash -c ls', [['bash']], 'deny shell_in_disguise'],
    ['sudo ls', [['sudo', 'ls']], 'deny privilege'],
    ['docker ps', [['docker', 'ps']], 'deny engine'],
    ['node scripts/check.js', [['node', 'scripts/check.js']], 'allow'],
    ['node scripts/check.js x', [['node', 'scripts/check.js']], 'allow'],
    ['node scripts/check.js /etc/x', [['node', 'scripts/check.js']], 'deny outside'],
    ['node scripts/other.js', [['node', 'scripts/check.js']], 'deny interpreter'],
    ['node -e x', [['node']], 'deny interpreter'],
    ['node -e x', [['node', '-e']], 'deny interpreter'],
    ['node --version', [['node', '--version']], 'deny interpreter'],
    ['curl http://a http://evil', [['curl', 'http://a']], 'deny network'],
    ['node', [['node', 'scripts/check.js']], 'deny interpreter'],
    ['curl -fsS http://localhost/health', [['curl', '-fsS', 'http://localhost/health']], 'allow'],
    ['curl http://evil', [['curl']], 'deny network'],
    ['/usr/bin/x', [['/usr/bin/x']], 'deny program_path'],
    ['cat /etc/passwd', [['cat']], 'deny outside'],
    ['ls -Z', [['ls']], 'deny option_not_allowed'],
  ])('%j with %j: %s', (command, commands, verdict) => {
    expect(verdictOf(decide('Bash', { command }, allowing(...(commands as string[][]))))).toBe(verdict);
  });
});
