import { describe, expect, it } from '@jest/globals';
import type { Environment } from '../../../src/config/source.ts';
import { unknownVariables } from '../../../src/config/unknown-variables.ts';
import { ESCALATION_CONFIG } from '../../support/escalations.ts';
import { faultsOf, load, loaded } from './read.ts';

const claude = (env: Record<string, string>, files = {}) => loaded(env, files).config.claude;

describe('settings of Claude Code on call', () => {
  it('as shipped are those that all tests of escalation use', () => {
    expect(loaded({}).config.escalation).toEqual(ESCALATION_CONFIG);
  });

  it('each reach their place in the configuration', () => {
    const file = `
escalation: {min_severity: critical, at_once: 'oom_killed, stuck', coalesce: 10s, expire: 1h, max_attempts: 5}
claude:
  enabled: no
  path: tools/claude
  model: claude-some-model-1
  max_usd: 2.5
  max_turns: 7
  timeout: 2m
  first_event: 6s
  silence: 11s
  runs_per_hour: 3
  runs_per_day: 4
  usd_per_hour: 8
  usd_per_day: 9
  concurrency: 3
  approval_timeout: 12s
  max_load: 0.5
  in_place: true
  merge: fast-forward
  workspace_roots: /srv/code, /home/ann
  allow: npm test;  make -j2 check ;
  diagnosis: true
workspaces: shop=/srv/code/shop, blog=../blog
anthropic_base_url: http://127.0.0.1:9/api
`;
    const { config } = loaded({ ANTHROPIC_API_KEY: 'made-up-key' }, { '/srv/paramedic.yml': file });
    expect(config.escalation).toEqual({
      ...{ minSeverity: 'critical', atOnce: ['oom_killed', 'stuck'] },
      ...{ coalesceMs: 10_000, expireMs: 3_600_000, maxAttempts: 5 },
    });
    expect(config.claude).toEqual({
      ...{ enabled: 'false', path: '/srv/tools/claude', model: 'claude-some-model-1' },
      ...{ apiKey: 'made-up-key', baseUrl: 'http://127.0.0.1:9/api' },
      ...{ maxUsd: 2.5, maxTurns: 7, timeoutMs: 120_000, firstEventMs: 6_000, silenceMs: 11_000 },
      ...{ runsPerHour: 3, runsPerDay: 4, usdPerHour: 8, usdPerDay: 9, concurrency: 3 },
      ...{ approvalMs: 12_000, maxLoadPerCore: 0.5, inPlace: true, merge: 'fast-forward', diagnosis: true },
      workspaces: { shop: '/srv/code/shop', blog: '/blog' },
      workspaceRoots: ['/srv/code', '/home/ann'],
      allow: [
        ['npm', 'test'],
        ['make', '-j2', 'check'],
      ],
    });
  });

  it('take the key from a file and prefer our own names', () => {
    expect(claude({ ANTHROPIC_API_KEY_FILE: '/run/key' }, { '/run/key': 'from-a-file\n' }).apiKey).toBe('from-a-file');
    const both = { ANTHROPIC_BASE_URL: 'https://a.example', PARAMEDIC_ANTHROPIC_BASE_URL: 'https://b.example' };
    expect(claude(both).baseUrl).toBe('https://b.example');
  });

  it('find no folder for a project that nobody named, whatever its name', () => {
    const { workspaces } = claude({ PARAMEDIC_WORKSPACES: 'shop=/srv/shop' });
    expect([workspaces.shop, workspaces.constructor, workspaces.toString]).toEqual(['/srv/shop', undefined, undefined]);
    expect(claude({ PARAMEDIC_WORKSPACES: 'constructor=/c' }).workspaces.constructor).toBe('/c');
  });

  it.each([
    ['CLAUDE_CONCURRENCY', '4'],
    ['CLAUDE_ENABLED', 'maybe'],
    ['CLAUDE_MAX_USD', '0'],
    ['ESCALATION_MIN_SEVERITY', 'error'],
    ['ESCALATION_AT_ONCE', 'restart_loop,bad_updates'],
    ['ANTHROPIC_BASE_URL', 'https://user:word@h'],
    ['CLAUDE_WORKSPACE_ROOTS', 'srv/code'],
    ['CLAUDE_WORKSPACE_ROOTS', '/srv,/'],
  ])('refuse %s=%s', (name, text) => {
    expect(faultsOf({ [`PARAMEDIC_${name}`]: text }).map(({ source }) => source)).toEqual([`PARAMEDIC_${name}`]);
  });

  it('nothing of them is needed', () => {
    expect(claude({})).toMatchObject({ enabled: 'auto', apiKey: undefined, path: undefined, workspaces: {} });
  });
});

describe('variables of Claude Code itself', () => {
  const foreign = [
    'CLAUDE_CONFIG_DIR',
    'CLAUDE_MAX_TURNS',
    'ANTHROPIC_AUTH_TOKEN',
    'ANTHROPIC_MODEL',
    'ANTHROPIC_API_KEYS',
  ];
  const env: Environment = Object.defineProperties(
    {},
    Object.fromEntries(
      foreign.map((name) => [
        name,
        {
          enumerable: true,
          get: () => {
            throw new Error(`${name} was read`);
          },
        },
      ]),
    ),
  );

  it('are neither complained of nor read', () => {
    expect(unknownVariables(env)).toEqual({ faults: [], findings: [] });
    expect(load(env as Record<string, string>)).toMatchObject({ ok: true, findings: [] });
  });
});
