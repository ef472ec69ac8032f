import type { Config } from '../../config/config.ts';
import { isLoopback } from '../../config/listen.ts';
import type { ClaudeProgram } from '../deps.ts';
import type { Check } from './check.ts';
import { gravityOf } from './check-worker.ts';

const NAME = 'Claude Code';

/** What a worker would need on this machine. */
export function checkClaude(program: ClaudeProgram, config: Config): Check[] {
  const level = gravityOf(config);
  const installed: Check =
    program.kind === 'found'
      ? { level: 'ok', name: NAME, message: `version ${program.version} (${program.path})` }
      : { level, name: NAME, message: program.reason, cure: program.cure };
  const key: Check =
    config.claude.apiKey === undefined
      ? {
          level,
          name: 'Claude API key',
          message: 'there is none here',
          cure: 'Name a file with the key in ANTHROPIC_API_KEY_FILE (or set ANTHROPIC_API_KEY) for the worker.',
        }
      : { level: 'ok', name: 'Claude API key', message: 'is set; whether it is good is seen at the first run' };
  return [installed, key];
}

/** The key and whatever Claude Code reads travel there. */
export function checkBaseUrl({ claude }: Config): Check[] {
  const name = 'Claude API';
  if (claude.baseUrl === undefined) return [];
  const { protocol, host, hostname } = new URL(claude.baseUrl);
  if (protocol === 'https:') return [{ level: 'ok', name, message: `is asked at ${host}` }];
  if (isLoopback(hostname.replaceAll(/[[\]]/g, ''))) {
    return [{ level: 'ok', name, message: `is asked at ${host}, on this machine` }];
  }
  return [
    {
      level: 'warn',
      name,
      message: `the key and what Claude Code reads go to ${host} in clear`,
      cure: 'Write https:// in ANTHROPIC_BASE_URL, or let it name a proxy on this machine (127.0.0.1).',
    },
  ];
}
