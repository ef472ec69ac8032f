import { absoluteFolder } from './folder.ts';
import { actionList } from './heal-actions.ts';
import { bool, count, duration, line, ratio, seconds } from './kinds.ts';
import { label } from './label.ts';
import { command, httpAddress, statusRanges, targetPatterns, targets, tcpAddress } from './label-kinds.ts';
import { logPattern } from './log-patterns.ts';

export const LABELS = {
  enable: label(
    'paramedic.enable',
    bool,
    'as `watch` says',
    'Watch this container, or leave it alone. Stronger than any other label and than the mode.',
  ),
  actions: label(
    'paramedic.heal.actions',
    actionList,
    '`restart`',
    'What to do when it is sick: the rungs of the ladder, in order. `notify` only sends a message, `none` only records. ' +
      "Paramedic's own stack is healed only with this label.",
  ),
  exec: label(
    'paramedic.heal.exec',
    command,
    'none',
    'The clean-up command of the action `exec`, run in the container.',
  ),
  maxAttempts: label(
    'paramedic.heal.max-attempts',
    count(1, 100),
    '`heal.max_attempts`; a longer ladder gets one for each action',
    'Attempts before the incident is escalated.',
  ),
  stopTimeout: label(
    'paramedic.heal.stop-timeout',
    duration('0s', '1h', '10s'),
    '`heal.stop_timeout`',
    'Time that it gets to stop by itself before the engine kills it.',
  ),
  verify: label(
    'paramedic.heal.verify',
    duration('0s', '24h', '30s'),
    '`heal.verify`',
    'Healthy this long means recovered.',
  ),
  dependsOn: label(
    'paramedic.depends-on',
    targets,
    'what compose and a shared network tell',
    'What it needs besides: while one of these is sick, that one is healed and this one waits. ' +
      'A service of the same compose project, a container, or a target.',
  ),
  guards: label(
    'paramedic.guards',
    targetPatterns,
    'none',
    'While this container runs, these targets are not healed: for backups and updaters.',
  ),
  limitCpu: label(
    'paramedic.limit.cpu',
    ratio,
    '`thresholds.cpu`',
    'More of its CPU quota (without one: of all cores) is `high_cpu`.',
  ),
  limitMemory: label(
    'paramedic.limit.memory',
    ratio,
    '`thresholds.memory`',
    'More of its memory limit is `high_memory`.',
  ),
  escalate: label('paramedic.escalate', bool, '`true`', 'Hand over what could not be healed.'),
  workspace: label(
    'paramedic.workspace',
    absoluteFolder,
    'as `workspaces` says for its compose project',
    "Where Claude Code works: the folder of the git repository that it is made from, on the worker's host.",
  ),
} as const;

/** One probe is the labels with the same NAME. */
export const PROBE_LABELS = {
  http: label('paramedic.probe.NAME.http', httpAddress, 'none', 'Ask for a page.'),
  tcp: label('paramedic.probe.NAME.tcp', tcpAddress, 'none', 'Open a connection.'),
  exec: label('paramedic.probe.NAME.exec', command, 'none', 'Run a command in the container; 0 is success.'),
  interval: label('paramedic.probe.NAME.interval', duration('1s', '24h', '30s'), '`30s`', 'Time between two tries.'),
  timeout: label(
    'paramedic.probe.NAME.timeout',
    duration('100ms', '1h', '5s'),
    '`5s`, at most the interval',
    'A try that takes longer has failed. Not longer than the interval.',
  ),
  failures: label('paramedic.probe.NAME.failures', count(1, 100), '`3`', 'So many in a row make it sick.'),
  successes: label('paramedic.probe.NAME.successes', count(1, 100), '`1`', 'So many in a row make it well.'),
  status: label('paramedic.probe.NAME.status', statusRanges, '`200-399`', 'http: the status codes that are a success.'),
  body: label(
    'paramedic.probe.NAME.body',
    line('text on one line, up to 500 characters', 500),
    'any',
    'http: text that the page must contain.',
  ),
  maxLatency: label(
    'paramedic.probe.NAME.max-latency',
    duration('1ms', '1h', '800ms'),
    'any',
    'A success that takes longer is slow; `failures` of them in a row are `slow_response`. Not longer than the timeout.',
  ),
} as const;

export const LOG_LABEL = label(
  'paramedic.log.NAME',
  logPattern,
  'none',
  'A line of its log that matches is an incident `log_trigger`.',
);

/** Labels of docker-autoheal and deunhealth, understood so that their users need not change anything. */
export const DROP_IN_LABELS = {
  autoheal: label('autoheal', bool, 'none', 'docker-autoheal: like `paramedic.enable`.'),
  stopTimeout: label(
    'autoheal.stop.timeout',
    seconds,
    'none',
    'docker-autoheal: like `paramedic.heal.stop-timeout`, in seconds.',
  ),
  deunhealth: label(
    'deunhealth.restart.on.unhealthy',
    bool,
    'none',
    'deunhealth: like `paramedic.enable`; `autoheal` is the stronger of the two.',
  ),
} as const;

/** Marks the containers of Paramedic's own stack, with the name of the part. Read elsewhere; no setting. */
const STACK_LABEL = 'paramedic.stack';

/** Labels with a name of their own, not those of a family. */
export const KNOWN_LABELS: readonly string[] = [
  ...Object.values(LABELS).map(({ name }) => name),
  ...Object.values(DROP_IN_LABELS).map(({ name }) => name),
  STACK_LABEL,
];
