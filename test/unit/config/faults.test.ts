import { describe, expect, it } from '@jest/globals';
import { formatFaults } from '../../../src/config/fault.ts';
import { SETTINGS } from '../../../src/config/settings.ts';
import { faultsOf } from './read.ts';

const file = (text: string) => ({ '/srv/paramedic.yml': text });
const told = (env: Record<string, string>, files = {}) => formatFaults(faultsOf(env, files));

describe('faults of the configuration', () => {
  it('are reported all together, each with its key, place, what it is and what it should be', () => {
    const files = file('lisen: x\nheal:\n  verify: [1]\n  max_atempts: 3\nmode: sha\nlog: 3\n');
    const env = {
      PARAMEDIC_TOKN: 'x',
      PARAMEDIC_INTERVAL: '30',
      AUTOHEAL_START_PERIOD: '1m',
      PARAMEDIC_HEAL_BUDGET: '5',
    };
    expect(told(env, files).split('\n')).toEqual([
      'The configuration has 9 faults:',
      '  PARAMEDIC_TOKN (environment): is no setting; should be `PARAMEDIC_TOKEN`',
      '  lisen (paramedic.yml:1): is no setting; should be `listen`',
      '  heal.verify (paramedic.yml:3): is a list; should be a time span with its unit (ms, s, m, h, d) from 0s to 24h, such as `30s`',
      '  heal.max_atempts (paramedic.yml:4): is no setting; should be `heal.max_attempts`',
      '  log (paramedic.yml:6): is the text `3`; should be a mapping of settings',
      '  heal.start_period (AUTOHEAL_START_PERIOD): is `1m`; should be a whole number of seconds',
      '  interval (PARAMEDIC_INTERVAL): is `30`; should be a time span with its unit (ms, s, m, h, d) from 1s to 1h, such as `30s`',
      '  mode (paramedic.yml:5): is `sha`; should be `heal` or `shadow`',
      '  heal.budget (PARAMEDIC_HEAL_BUDGET): is `5`; should be a number from 1 to 10000 per time span from 1s to 24h, such as `5/300s`',
    ]);
  });

  it('include a wide address without a token, with the cure', () => {
    expect(told({ PARAMEDIC_LISTEN: '0.0.0.0:8377' })).toContain('without a token; should be a loopback address');
    expect(told({ PARAMEDIC_LISTEN: ':1', PARAMEDIC_TOKEN: '' })).toContain('PARAMEDIC_TOKEN_FILE');
  });

  it('name a token once when it is set and cannot be read', () => {
    const faults = faultsOf({ PARAMEDIC_LISTEN: ':1', PARAMEDIC_TOKEN_FILE: '/nope' });
    expect(faults.map(({ key, source }) => [key, source])).toEqual([['token', 'PARAMEDIC_TOKEN_FILE']]);
  });

  it('include empty files, unreadable files and a secret that is set twice', () => {
    expect(told({ PARAMEDIC_TOKEN_FILE: '/e' }, { '/e': '\n' })).toContain('is an empty file');
    expect(told({ PARAMEDIC_TOKEN_FILE: '/e' })).toContain('cannot be read (ENOENT');
    expect(told({ PARAMEDIC_TOKEN_FILE: '/e', PARAMEDIC_TOKEN: 'x' })).toContain('set beside PARAMEDIC_TOKEN');
    expect(told({ PARAMEDIC_CONFIG: '/nope.yml' })).toContain(
      'PARAMEDIC_CONFIG (PARAMEDIC_CONFIG): is a file that cannot be read',
    );
  });

  it('include rules over two settings', () => {
    expect(told({ PARAMEDIC_HEAL_BACKOFF_MIN: '10m' })).toContain('shorter than heal.backoff_min');
    expect(told({ PARAMEDIC_THRESHOLDS_FLAP_LEAVE: '5' })).toContain('would never end');
    expect(told({ PARAMEDIC_THRESHOLDS_FLAP_LEAVE: '4' })).not.toContain('would never end');
    expect(told({ PARAMEDIC_DB_PASSWORD: 'x' })).toContain('without a database_url');
    expect(told({ PARAMEDIC_DB_PASSWORD: 'x', DATABASE_URL: 'postgres://a:b@c/d' })).toContain('no place for it');
  });

  it('include limits of Claude Code under which nothing would ever be launched', () => {
    expect(told({ PARAMEDIC_CLAUDE_MAX_USD: '6' })).toContain(
      'claude.usd_per_hour (PARAMEDIC_CLAUDE_MAX_USD): is below',
    );
    expect(told({ PARAMEDIC_CLAUDE_USD_PER_DAY: '0.5' })).toContain(
      'claude.usd_per_day (PARAMEDIC_CLAUDE_USD_PER_DAY)',
    );
    expect(faultsOf({ PARAMEDIC_CLAUDE_MAX_USD: '5' })).toEqual([]);
    const same = { PARAMEDIC_ESCALATION_COALESCE: '1m', PARAMEDIC_ESCALATION_EXPIRE: '1m' };
    expect(told(same)).toContain('escalation.expire (PARAMEDIC_ESCALATION_COALESCE): is not longer than');
    expect(faultsOf({ ...same, PARAMEDIC_ESCALATION_EXPIRE: '61s' })).toEqual([]);
  });

  it('include a secret that would sign nothing', () => {
    const secret = { PARAMEDIC_WEBHOOK_SECRET: 'x'.repeat(16) };
    expect(told(secret)).toContain('webhook_secret (PARAMEDIC_WEBHOOK_SECRET): is set without a webhook_url');
    expect(faultsOf({ ...secret, WEBHOOK_URL: 'https://h/x' })).toEqual([]);
  });

  it('include YAML that is none, twice the same key, and a list', () => {
    expect(told({}, file('a: [1'))).toContain('not YAML');
    expect(told({}, file('mode: heal\nmode: heal'))).toContain('not YAML: Map keys must be unique');
    expect(told({}, file('- a'))).toContain('is a list; should be a mapping of settings');
    expect(told({}, file('just text'))).toContain('is the text `just text`');
  });

  it('refuse a secret that is no secret, in any case of letters', () => {
    expect(told({ PARAMEDIC_LISTEN_FILE: '/x' })).toContain('PARAMEDIC_LISTEN_FILE (environment): is no setting');
    expect(told({ paramedic_mode: 'shadow' })).toContain('should be `PARAMEDIC_MODE`');
  });

  it('never show a secret', () => {
    const wrong = 'hunter2 hunter2\u0001';
    const env = Object.fromEntries(SETTINGS.filter((row) => row.secret).map((row) => [row.variable, wrong]));
    expect(faultsOf(env)).toHaveLength(SETTINGS.filter((row) => row.secret).length);
    expect(told(env)).not.toContain('hunter');
  });
});
