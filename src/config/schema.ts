import { z } from 'zod';
import { apiBaseUrl } from './claude-kinds.ts';
import { bool, budget, count, duration, line, listen, oneOf, ratio, url, word } from './kinds.ts';
import { logPatterns } from './log-patterns.ts';
import { maintenanceWindows } from './maintenance-windows.ts';
import { claude, escalation } from './on-call.ts';
import { optionalSetting, setting } from './setting.ts';
import { thresholds } from './thresholds.ts';
import { workspaces } from './workspaces.ts';

const secret = true;

/**
 * Every setting there is: validation, defaults, `config print`, the JSON Schema and the documentation all come from here.
 * The key is the path in the file (`heal.max_attempts`); its variable is `PARAMEDIC_` and the key in capitals.
 */
export const schema = z.strictObject({
  listen: setting(listen, '127.0.0.1:8377', {
    description: 'Address and port of the HTTP server. An address that other machines can reach needs a token.',
  }),
  token: optionalSetting(
    word('printable text without spaces, 16 to 512 characters, such as the output of `openssl rand -hex 24`', 16, 512),
    'none',
    { description: 'Bearer token of the HTTP API.', secret },
  ),
  data_dir: setting(line('a folder'), './data', {
    description: 'Folder for logs, the embedded Postgres and the spool.',
  }),
  interval: setting(duration('1s', '1h', '30s'), '30s', {
    description: 'Time between two full reconciles, and between two samples of every container. Events act at once.',
    standard: ['AUTOHEAL_INTERVAL'],
  }),
  watch: setting(oneOf('all', 'labelled'), 'all', {
    description: 'Which containers are watched: all that do not opt out, or only those with a label that asks for it.',
    standard: ['AUTOHEAL_CONTAINER_LABEL'],
  }),
  watch_label: optionalSetting(word('the name of a label, such as `autoheal`', 1, 200), 'none', {
    description: 'One more label that asks to be watched (`true`) or left alone (`false`).',
    standard: ['AUTOHEAL_CONTAINER_LABEL'],
  }),
  mode: setting(oneOf('heal', 'shadow'), 'heal', {
    description: '`shadow` decides and records what it would do, and touches nothing.',
  }),
  host: optionalSetting(
    word('a name without spaces, up to 253 characters', 1, 253),
    'the name that the engine reports',
    {
      description: 'Name of this host in incidents, samples and metrics.',
    },
  ),
  heal: z
    .strictObject({
      max_attempts: setting(count(1, 100), 2, {
        description: 'Attempts to heal one incident before it is escalated.',
      }),
      verify: setting(duration('0s', '24h', '30s'), '30s', {
        description: 'A container that stays healthy this long has recovered.',
      }),
      stop_timeout: setting(duration('0s', '1h', '10s'), '10s', {
        description: 'Time that a container gets to stop by itself before the engine kills it.',
        standard: ['AUTOHEAL_DEFAULT_STOP_TIMEOUT'],
      }),
      backoff_min: setting(duration('100ms', '1h', '10s'), '10s', {
        description: 'Wait after the first attempt; it doubles with each further one, ±25 %.',
      }),
      backoff_max: setting(duration('100ms', '24h', '300s'), '300s', { description: 'Longest wait between attempts.' }),
      reset_after: setting(duration('1s', '7d', '600s'), '600s', {
        description: 'A container that stays healthy this long starts again without backoff.',
      }),
      budget: setting(budget, '5/300s', { description: 'At most so many restarts of one container in a time span.' }),
      host_budget: setting(budget, '60/600s', { description: 'At most so many restarts on this host in a time span.' }),
      max_unhealthy: setting(ratio, '60%', {
        description:
          'When more of the fleet (and at least 10 containers) is sick at once, healing stops: the cause is elsewhere.',
      }),
      concurrency: setting(count(1, 64), 4, {
        description: 'Containers started at the same time. Waiting for one to stop does not count.',
      }),
      start_period: setting(duration('0s', '24h', '60s'), '0s', {
        description: "No healing this long after Paramedic's own start.",
        standard: ['AUTOHEAL_START_PERIOD'],
      }),
      only_running: setting(bool, false, {
        description: 'Heal only containers that are running; leave those that exited or restart alone.',
        standard: ['AUTOHEAL_ONLY_MONITOR_RUNNING'],
      }),
    })
    .prefault({}),
  thresholds,
  logs: z
    .strictObject({
      watch: setting(oneOf('all', 'labelled'), 'labelled', {
        description:
          'Whose logs are read for patterns: of every watched container, or only of those with a label `paramedic.log.NAME`.',
      }),
      patterns: setting(logPatterns, 'CRITICAL,container_unhealthy,healing_failed,auto_heal_failed', {
        description: 'A line that matches one of these is an incident `log_trigger`; those of the labels come on top.',
      }),
    })
    .prefault({}),
  maintenance: optionalSetting(maintenanceWindows, 'none', {
    description:
      'Times that come back every week in which no incident opens, nothing is healed and nobody is told. ' +
      'What is still wrong at the end is an incident then.',
  }),
  retention: z
    .strictObject({
      metrics: setting(duration('1d', '3650d', '7d'), '7d', { description: 'Health samples are kept this long.' }),
      incidents: setting(duration('1d', '3650d', '365d'), '365d', {
        description: 'Resolved incidents and their timelines are kept this long.',
      }),
      runs: setting(duration('1d', '3650d', '90d'), '90d', {
        description:
          'Escalations with their runs, decisions, silences that are over and delivered messages are kept this long.',
      }),
    })
    .prefault({}),
  webhook_url: optionalSetting(url(['http', 'https'], 'https://chat.example/hooks/abc'), 'no messages', {
    description: 'Receives one JSON message per incident that opens, resolves or cannot be healed.',
    standard: ['WEBHOOK_URL'],
    secret,
  }),
  webhook_secret: optionalSetting(
    word('printable text without spaces, 16 to 512 characters', 16, 512),
    'no signature',
    {
      description: 'Signs each message to `webhook_url` (HMAC-SHA256), so that the receiver knows whom it is from.',
      secret,
    },
  ),
  slack_url: optionalSetting(url(['https', 'http'], 'https://hooks.slack.com/services/…'), 'no messages', {
    description: 'Incoming webhook of Slack, or of a chat that understands its messages.',
    secret,
  }),
  alertmanager_url: optionalSetting(url(['http', 'https'], 'http://alertmanager:9093'), 'no alerts', {
    description: 'Base URL of a Prometheus Alertmanager, which gets an alert for each open incident.',
    secret,
  }),
  escalation,
  claude,
  workspaces: optionalSetting(workspaces, 'none', {
    description:
      'Where Claude Code works: the folder of the git repository of each compose project, on the host of the worker.',
  }),
  anthropic_api_key: optionalSetting(word('printable text without spaces, 8 to 512 characters', 8, 512), 'none', {
    description: 'Key of the Claude API. Only the worker needs it.',
    standard: ['ANTHROPIC_API_KEY'],
    secret,
  }),
  anthropic_base_url: optionalSetting(apiBaseUrl, 'https://api.anthropic.com', {
    description: 'Where the Claude API is. The key is sent there.',
    standard: ['ANTHROPIC_BASE_URL'],
  }),
  ping_url: optionalSetting(url(['http', 'https'], 'https://ping.example/abc'), 'no ping', {
    description:
      'Dead-man ping: gets a request every `ping_interval` while Paramedic works. Let the other side alarm when they stop.',
    secret,
  }),
  ping_interval: setting(duration('5s', '1h', '60s'), '60s', { description: 'Time between two such pings.' }),
  database_url: optionalSetting(
    url(['postgres', 'postgresql'], 'postgres://user:password@db:5432/paramedic'),
    'the embedded Postgres in the data folder',
    { description: 'The Postgres to use.', standard: ['DATABASE_URL'], secret },
  ),
  db_password: optionalSetting(line('text on one line', 1_024), 'as in the URL', {
    description: 'Password for a `database_url` that carries none.',
    secret,
  }),
  docker_host: optionalSetting(
    url(['unix', 'tcp', 'http', 'https', 'ssh', 'npipe'], 'unix:///var/run/docker.sock'),
    '`unix:///var/run/docker.sock`',
    { description: 'The engine to watch.', standard: ['DOCKER_HOST'] },
  ),
  docker_tls_verify: setting(bool, false, {
    description: 'TLS with a verified certificate to the engine.',
    standard: ['DOCKER_TLS_VERIFY'],
  }),
  docker_cert_path: optionalSetting(line('a folder'), 'none', {
    description: 'Folder with `ca.pem`, `cert.pem` and `key.pem` for the engine.',
    standard: ['DOCKER_CERT_PATH'],
  }),
  log: z
    .strictObject({
      level: setting(oneOf('debug', 'info', 'warn', 'error'), 'info', { description: 'The least that is logged.' }),
      format: setting(oneOf('json', 'text'), 'json', {
        description: 'On standard error: one JSON object a line for machines, or readable lines for people.',
      }),
    })
    .prefault({}),
});

/** The settings as the schema reads them. */
export type Settings = z.output<typeof schema>;
