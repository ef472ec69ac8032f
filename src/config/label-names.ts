import { actionList } from './heal-actions.ts';
import { bool, count, duration, type Kind, seconds } from './kinds.ts';

/** A label on a container that Paramedic reads, for the reader and the documentation alike. */
export interface Label<T> {
  readonly name: string;
  readonly kind: Kind<T>;
  readonly byDefault: string;
  readonly description: string;
}

const label = <T>(name: string, kind: Kind<T>, byDefault: string, description: string): Label<T> => ({
  name,
  kind,
  byDefault,
  description,
});

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
    'What to do when it is sick, in order. `notify` only sends a message, `none` only records. ' +
      "Paramedic's own stack is healed only with this label.",
  ),
  maxAttempts: label(
    'paramedic.heal.max-attempts',
    count(1, 100),
    '`heal.max_attempts`',
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
  escalate: label('paramedic.escalate', bool, '`true`', 'Hand over what could not be healed.'),
} as const;

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

export const KNOWN_LABELS: readonly string[] = [
  ...Object.values(LABELS).map(({ name }) => name),
  ...Object.values(DROP_IN_LABELS).map(({ name }) => name),
  STACK_LABEL,
];

/** Labels that the documentation promises for a later version. */
export const LATER_LABELS = [
  'paramedic.heal.exec',
  'paramedic.depends-on',
  'paramedic.workspace',
  'paramedic.limit.cpu',
  'paramedic.limit.memory',
  'paramedic.probe.NAME.http|tcp|exec (with .interval, .timeout, .failures, .successes, .status, .body, .max-latency)',
  'paramedic.log.NAME',
] as const;

const PROBE =
  /^paramedic\.probe\.[^.]+\.(?:http|tcp|exec|interval|timeout|failures|successes|status|body|max-latency)$/;

export const isLaterLabel = (name: string): boolean =>
  name.startsWith('paramedic.') &&
  ((LATER_LABELS as readonly string[]).includes(name) || PROBE.test(name) || /^paramedic\.log\.[^.]+$/.test(name));
