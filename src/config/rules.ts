import { withPassword } from './database-url.ts';
import type { Fault } from './fault.ts';
import { isLoopback } from './listen.ts';
import type { Settings } from './schema.ts';

/** A fault that only shows when settings are seen together. It is told for `key`; `reads` are all that it depends on. */
export interface Rule {
  key: string;
  reads: readonly string[];
  check(settings: Settings): Pick<Fault, 'is' | 'shouldBe'> | undefined;
}

export const RULES: readonly Rule[] = [
  {
    key: 'listen',
    reads: ['listen', 'token'],
    check: ({ listen, token }) =>
      isLoopback(listen.host) || token !== undefined
        ? undefined
        : {
            is: `\`${listen.host}:${listen.port}\`, which other machines can reach, without a token`,
            shouldBe: 'a loopback address such as `127.0.0.1:8377`, or set PARAMEDIC_TOKEN or PARAMEDIC_TOKEN_FILE',
          },
  },
  {
    key: 'heal.backoff_max',
    reads: ['heal.backoff_min', 'heal.backoff_max'],
    check: ({ heal }) =>
      heal.backoff_max >= heal.backoff_min
        ? undefined
        : { is: 'shorter than heal.backoff_min', shouldBe: 'at least as long as heal.backoff_min' },
  },
  {
    key: 'thresholds.flap_leave',
    reads: ['thresholds.flap', 'thresholds.flap_leave'],
    check: ({ thresholds }) =>
      thresholds.flap_leave < thresholds.flap.count
        ? undefined
        : { is: 'not below the number of thresholds.flap', shouldBe: 'below it, or flapping would never end' },
  },
  {
    key: 'escalation.expire',
    reads: ['escalation.coalesce', 'escalation.expire'],
    check: ({ escalation }) =>
      escalation.expire > escalation.coalesce
        ? undefined
        : { is: 'not longer than escalation.coalesce', shouldBe: 'longer, or all would expire before it can be taken' },
  },
  ...(['usd_per_hour', 'usd_per_day'] as const).map(
    (name): Rule => ({
      key: `claude.${name}`,
      reads: ['claude.max_usd', `claude.${name}`],
      check: ({ claude }) =>
        claude[name] >= claude.max_usd
          ? undefined
          : { is: 'below claude.max_usd', shouldBe: 'at least as much, or nothing would ever be launched' },
    }),
  ),
  {
    key: 'webhook_secret',
    reads: ['webhook_secret', 'webhook_url'],
    check: ({ webhook_secret, webhook_url }) =>
      webhook_secret === undefined || webhook_url !== undefined
        ? undefined
        : { is: 'set without a webhook_url', shouldBe: 'not set, or set PARAMEDIC_WEBHOOK_URL as well' },
  },
  {
    key: 'db_password',
    reads: ['db_password', 'database_url'],
    check: ({ db_password, database_url }) => {
      if (db_password === undefined) return undefined;
      if (database_url === undefined) {
        return { is: 'set without a database_url', shouldBe: 'not set, or set DATABASE_URL as well' };
      }
      if (withPassword(database_url, db_password) !== undefined) return undefined;
      return {
        is: 'set for a database_url that has no place for it',
        shouldBe:
          'used with a URL with user and host and without password, such as `postgres://user@db:5432/paramedic`',
      };
    },
  },
];
