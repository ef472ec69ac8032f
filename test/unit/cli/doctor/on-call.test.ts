import { describe, expect, it } from '@jest/globals';
import type { OnCallFacts } from '../../../../src/cli/deps.ts';
import { examineOnCall } from '../../../../src/cli/doctor/on-call.ts';
import { container, NOW } from '../../../support/fleet.ts';
import { onCallFacts, sighting } from '../../../support/on-call.ts';
import { validConfig } from '../../../support/valid-config.ts';

const blog = container({
  target: 'blog/web#1',
  labels: { 'com.docker.compose.project': 'blog', 'com.docker.compose.service': 'web' },
});
const missing: OnCallFacts['claude'] = async () => ({ kind: 'missing', reason: 'not installed', cure: 'install it' });
const never = () => {
  throw new Error('must not be asked');
};

/** Level and name of each check, on a machine that watches one compose project. */
async function examined(env: Record<string, string>, facts: Partial<OnCallFacts>) {
  const config = validConfig({ PARAMEDIC_WORKSPACES: 'shop=/srv/shop', ...env });
  const checks = await examineOnCall({ config, containers: [blog], facts: onCallFacts(facts), now: NOW });
  return checks.map(({ level, name }) => `${level} ${name}`);
}

describe('Claude Code on call', () => {
  it('that is switched off is no fault, and nothing is asked', async () => {
    const facts = { workers: never, claude: never, checkout: never };
    expect(await examined({ PARAMEDIC_CLAUDE_ENABLED: 'off' }, facts)).toEqual(['ok Claude Code']);
  });

  it('needs a worker, Claude Code and a key: each that is missing is told', async () => {
    const facts = { workers: async () => [], claude: missing };
    expect(await examined({}, facts)).toEqual([
      ...['warn worker', 'warn Claude Code', 'warn Claude API key', 'ok workspaces'],
    ]);
  });

  it('with a worker that is ready does not ask for a key here', async () => {
    expect(await examined({}, { claude: never })).toEqual(['ok worker', 'warn workspaces', 'ok workspaces']);
  });

  it('looks at what is here when the worker is not able', async () => {
    const facts = { workers: async () => [sighting({ able: false })] };
    expect(await examined({ ANTHROPIC_API_KEY: 'made-up-key' }, facts)).toEqual([
      ...['warn worker', 'ok Claude Code', 'ok Claude API key', 'warn workspaces', 'ok workspaces'],
    ]);
  });

  it('leaves the folders to the doctor on the host of the worker', async () => {
    const workers = async () => [sighting({ host: 'far' })];
    expect(await examined({}, { workers, checkout: never })).toEqual([
      ...['ok worker', 'warn workspaces', 'ok workspaces'],
    ]);
    const both = async () => [sighting({ host: 'far' }), sighting({ name: 'w2', host: 'box' })];
    const checkout: OnCallFacts['checkout'] = async () => ({ kind: 'missing' });
    expect(await examined({}, { workers: both, checkout })).toEqual([
      ...['ok worker', 'ok worker', 'warn workspaces', 'warn workspaces'],
    ]);
  });

  it('is looked at all the same when the database cannot be asked', async () => {
    const workers = () => Promise.reject(new Error('refused'));
    expect(await examined({ ANTHROPIC_BASE_URL: 'http://far.example' }, { workers })).toEqual([
      ...['warn worker', 'ok Claude Code', 'warn Claude API key', 'warn Claude API', 'ok workspaces'],
    ]);
  });
});
