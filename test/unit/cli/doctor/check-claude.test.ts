import { describe, expect, it } from '@jest/globals';
import { checkBaseUrl, checkClaude } from '../../../../src/cli/doctor/check-claude.ts';
import { validConfig } from '../../../support/valid-config.ts';

const found = { kind: 'found', path: '/opt/claude', version: '2.1.329' } as const;
const missing = { kind: 'missing', reason: 'it is not installed', cure: 'install it' } as const;

describe('Claude Code', () => {
  it('is there with its version and a key that is not shown', () => {
    const checks = checkClaude(found, validConfig({ ANTHROPIC_API_KEY: 'made-up-key' }));
    expect(checks).toMatchObject([
      { level: 'ok', name: 'Claude Code', message: 'version 2.1.329 (/opt/claude)' },
      { level: 'ok', name: 'Claude API key' },
    ]);
    expect(JSON.stringify(checks)).not.toContain('made-up');
  });

  it('is missed with its own cure, and so is the key', () => {
    expect(checkClaude(missing, validConfig())).toMatchObject([
      { level: 'warn', message: 'it is not installed', cure: 'install it' },
      { level: 'warn', name: 'Claude API key', cure: expect.stringContaining('ANTHROPIC_API_KEY_FILE') },
    ]);
    const insists = validConfig({ PARAMEDIC_CLAUDE_ENABLED: 'true' });
    expect(checkClaude(missing, insists).map(({ level }) => level)).toEqual(['fail', 'fail']);
  });
});

describe('the URL of the Claude API', () => {
  const check = (url: string) => checkBaseUrl(validConfig({ ANTHROPIC_BASE_URL: url }));

  it('is no matter where none is set', () => expect(checkBaseUrl(validConfig())).toEqual([]));

  it.each(['https://api.example/v1', 'http://127.0.0.1:4000', 'http://localhost', 'http://[::1]:9'])(
    '%s keeps the key to itself',
    (url) => expect(check(url)).toMatchObject([{ level: 'ok' }]),
  );

  it.each(['http://api.example', 'http://10.0.0.1:80', 'http://localhost.example', 'http://127.0.0.1.example'])(
    '%s tells the key to everybody on the way',
    (url) => {
      expect(check(url)).toMatchObject([
        { level: 'warn', message: expect.stringContaining('in clear'), cure: expect.stringContaining('https://') },
      ]);
    },
  );
});
