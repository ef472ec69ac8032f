import { describe, expect, it } from '@jest/globals';
import { printConfig, printedSettings } from '../../../src/config/print.ts';
import { SETTINGS } from '../../../src/config/settings.ts';
import { loaded } from './read.ts';

const env = {
  PARAMEDIC_TOKEN: 'hunter2-hunter2-hunter2',
  WEBHOOK_URL: 'https://chat.example/hunter2',
  DATABASE_URL: 'postgres://me:hunter2@db/x',
};
const { chosen } = loaded(env, { '/srv/paramedic.yml': '\nmode: shadow\n' });

describe('printConfig', () => {
  it('shows every setting with its value and its source', () => {
    const rows = new Map(printedSettings(chosen).map((row) => [row.key, row]));
    expect([...rows.keys()]).toEqual(SETTINGS.map((row) => row.key));
    expect(rows.get('mode')).toEqual({ key: 'mode', value: 'shadow', source: 'paramedic.yml:2' });
    expect(rows.get('interval')).toEqual({ key: 'interval', value: '30s', source: 'default' });
    expect(rows.get('host')).toEqual({ key: 'host', value: null, source: 'default' });
    expect(rows.get('token')).toEqual({ key: 'token', value: '(set)', source: 'PARAMEDIC_TOKEN' });
    expect(rows.get('database_url')?.value).toBe('postgres://me:***@db/x');
  });

  it('shows no secret in either form', () => {
    expect(printConfig(chosen, 'text')).not.toContain('hunter2');
    expect(printConfig(chosen, 'json')).not.toContain('hunter2');
    expect(JSON.parse(printConfig(chosen, 'json'))).toEqual(printedSettings(chosen));
  });
});
