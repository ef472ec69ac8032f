import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SETTINGS } from '../../../src/config/settings.ts';
import { load, loaded } from './read.ts';

const file = (text: string) => ({ '/srv/paramedic.yml': text });

describe('loadConfig', () => {
  it('has the documented defaults when nothing is set', () => {
    expect(loaded({}).config).toEqual({
      listen: { host: '127.0.0.1', port: 8377 },
      token: undefined,
      dataDir: '/srv/data',
      intervalMs: 30_000,
      watch: { mode: 'all', label: undefined },
      mode: 'heal',
      heal: {
        maxAttempts: 2,
        verifyMs: 30_000,
        stopTimeoutMs: 10_000,
        backoffMinMs: 10_000,
        backoffMaxMs: 300_000,
        resetMs: 600_000,
        budget: { count: 5, windowMs: 300_000 },
        hostBudget: { count: 60, windowMs: 600_000 },
        maxUnhealthyRatio: 0.6,
        concurrency: 4,
        startPeriodMs: 0,
        onlyRunning: false,
      },
      thresholds: {
        ...{ cpuRatio: 0.9, cpuForMs: 300_000, memoryRatio: 0.9, memoryForMs: 300_000 },
        ...{ leakWindowMs: 3_600_000, leakHorizonMs: 86_400_000, stuckMs: 600_000 },
        ...{ loop: { count: 3, windowMs: 300_000 }, slowLoop: { count: 6, windowMs: 21_600_000 } },
        ...{ flap: { count: 5, windowMs: 1_800_000 }, flapLeave: 1 },
        ...{ diskFreeRatio: 0.1, hostMemoryFreeRatio: 0.05, hostLoadPerCore: 4, hostForMs: 300_000 },
      },
      logs: {
        watch: 'labelled',
        patterns: ['CRITICAL', 'container_unhealthy', 'healing_failed', 'auto_heal_failed'].map((text) => ({
          name: text,
          pattern: text,
        })),
      },
      maintenance: [],
      ping: { url: undefined, intervalMs: 60_000 },
      retention: { metricsMs: 7 * 86_400_000, incidentsMs: 365 * 86_400_000, runsMs: 90 * 86_400_000 },
      engine: { dockerHost: undefined, tlsVerify: false, certPath: undefined },
      databaseUrl: undefined,
      ...{ webhookUrl: undefined, webhookSecret: undefined, slackUrl: undefined, alertmanagerUrl: undefined },
      escalation: {
        minSeverity: 'warning',
        atOnce: ['restart_loop', 'bad_update', 'container_missing'],
        ...{ coalesceMs: 30_000, expireMs: 1_800_000, maxAttempts: 3 },
      },
      claude: {
        ...{ enabled: 'auto', path: undefined, model: undefined, apiKey: undefined, baseUrl: undefined },
        ...{ maxUsd: 1, maxTurns: 40, timeoutMs: 900_000, firstEventMs: 60_000, silenceMs: 300_000 },
        ...{ runsPerHour: 20, runsPerDay: 25, usdPerHour: 5, usdPerDay: 10, concurrency: 1 },
        ...{
          approvalMs: 600_000,
          maxLoadPerCore: 2,
          workspaces: {},
          workspaceRoots: [],
          inPlace: false,
          merge: 'never',
        },
        ...{ allow: [], diagnosis: false },
      },
      host: undefined,
      log: { level: 'info', format: 'json' },
    });
  });

  it('is frozen to the bottom', () => {
    const { config } = loaded({});
    expect([config, config.heal, config.heal.budget, config.listen].every(Object.isFrozen)).toBe(true);
  });

  it('lets PARAMEDIC_… win over standard names, those over the file, and the file over the default', () => {
    const files = file('interval: 20s\nheal:\n  stop_timeout: 20s\n  verify: 20s\n');
    const env = { AUTOHEAL_INTERVAL: '5', AUTOHEAL_DEFAULT_STOP_TIMEOUT: '7', PARAMEDIC_INTERVAL: '1m' };
    const { config } = loaded(env, files);
    expect([config.intervalMs, config.heal.stopTimeoutMs, config.heal.verifyMs]).toEqual([60_000, 7_000, 20_000]);
  });

  it('reads every setting from its variable', () => {
    const samples: Record<string, string> = {
      ...{ maintenance: 'sun 1:00-2:00' },
      ...{
        token: 'sixteen-letters-x',
        watch_label: 'x',
        host: 'h',
        webhook_url: 'https://h/x',
        ping_url: 'https://h/y',
      },
      ...{ webhook_secret: 'sixteen-letters-x', slack_url: 'https://h/z', alertmanager_url: 'http://a:9093' },
      ...{ 'claude.path': 'bin/claude', 'claude.model': 'sonnet', 'claude.allow': 'npm test', workspaces: 'shop=x' },
      ...{ 'claude.workspace_roots': '/srv' },
      ...{ anthropic_api_key: 'made-up-key', anthropic_base_url: 'https://h' },
      ...{ database_url: 'postgres://u@h/d', db_password: 'p', docker_host: 'tcp://h:1', docker_cert_path: 'certs' },
    };
    for (const { key, variable, byDefault } of SETTINGS) {
      const env = {
        DATABASE_URL: 'postgres://u@h/d',
        WEBHOOK_URL: 'https://h',
        [variable]: byDefault ?? samples[key] ?? '',
      };
      expect(loaded(env).chosen.get(key)?.source).toBe(variable);
    }
  });

  it('takes an empty variable and an empty key as not set', () => {
    const { config } = loaded(
      { PARAMEDIC_INTERVAL: '', WEBHOOK_URL: ' ' },
      file('listen:\nmode: ~\nheal:\nhost: null\n'),
    );
    expect(config).toEqual(loaded({}).config);
  });

  it('keeps the text of the file: numbers, long digits and booleans in every spelling', () => {
    const { config } = loaded({}, file('token: 12345678901234567890\nheal: {only_running: yes, max_attempts: 3}\n'));
    expect([config.token, config.heal.onlyRunning, config.heal.maxAttempts]).toEqual(['12345678901234567890', true, 3]);
  });

  it('reads the file that PARAMEDIC_CONFIG names', () => {
    expect(loaded({ PARAMEDIC_CONFIG: 'my.yml' }, { '/srv/my.yml': 'mode: shadow' }).config.mode).toBe('shadow');
  });

  it('reads aliases and an empty file', () => {
    expect(loaded({}, file('')).config.mode).toBe('heal');
    expect(loaded({}, file('interval: &i 20s\nheal: {verify: *i}\n')).config.heal.verifyMs).toBe(20_000);
  });

  it('understands the variables of docker-autoheal', () => {
    const env = {
      AUTOHEAL_CONTAINER_LABEL: 'heal-me',
      AUTOHEAL_START_PERIOD: '60',
      AUTOHEAL_ONLY_MONITOR_RUNNING: 'true',
    };
    const { config } = loaded({ ...env, WEBHOOK_URL: 'https://chat.example/x' });
    expect(config.watch).toEqual({ mode: 'labelled', label: 'heal-me' });
    expect([config.heal.startPeriodMs, config.heal.onlyRunning]).toEqual([60_000, true]);
    expect(config.webhookUrl).toBe('https://chat.example/x');
    expect(loaded({ AUTOHEAL_CONTAINER_LABEL: 'all' }, file('watch: labelled')).config.watch.mode).toBe('all');
  });

  it('reads secrets from files, without their last newline', () => {
    const files = { '/run/t': 'a-long-enough-token\n', '/run/p': 'p@ss/wörd%41\r\n', '/srv/u': 'https://h/x' };
    const env = { PARAMEDIC_TOKEN_FILE: '/run/t', PARAMEDIC_DB_PASSWORD_FILE: '/run/p', WEBHOOK_URL_FILE: 'u' };
    const { config } = loaded({ ...env, DATABASE_URL: 'postgres://me@db:5432/paramedic' }, files);
    expect([config.token, config.webhookUrl]).toEqual(['a-long-enough-token', 'https://h/x']);
    expect(config.databaseUrl).toBe('postgres://me:p%40ss%2Fw%C3%B6rd%2541@db:5432/paramedic');
  });

  it('lets a wide address pass with a token', () => {
    expect(loaded({ PARAMEDIC_LISTEN: ':80', PARAMEDIC_TOKEN: 'x'.repeat(16) }).config.listen.host).toBe('0.0.0.0');
  });

  it('warns of names that look like ours, and lets those of other tools be', () => {
    const env = {
      PARMEDIC_MODE: 'shadow',
      AUTOHEAL_INTERVALL: '1',
    };
    expect(loaded({ ...env, PATH: '/bin', HOME: '/' }).findings.map(({ code, cure }) => [code, cure])).toEqual([
      ['near_miss_variable', 'Write PARAMEDIC_MODE.'],
      ['unknown_variable', 'Write AUTOHEAL_INTERVAL.'],
    ]);
  });

  it('never throws, whatever file and environment hold', () => {
    const name = fc.oneof(fc.constantFrom(...SETTINGS.map((row) => row.variable), 'PARAMEDIC_TOKEN_FILE'), fc.string());
    const yaml = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .dictionary(fc.constantFrom(...SETTINGS.map((row) => row.key), 'heal', 'log'), fc.jsonValue())
        .map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(fc.dictionary(name, fc.string()), yaml, (env, text) => {
        expect(typeof load(env, file(text)).ok).toBe('boolean');
      }),
    );
  });
});
