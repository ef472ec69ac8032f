import { constants } from 'node:os';
import type { HealthState } from '../containers/container.ts';
import type { EngineAction, EngineEvent } from '../containers/event.ts';
import { targetOf } from '../containers/target.ts';
import { eventInstant } from './instants.ts';

/** What the stream asks for; three exec events for every health check stay out. */
export const ACTIONS: readonly EngineAction[] = [
  ...(['create', 'start', 'restart', 'stop', 'die', 'kill', 'oom'] as const),
  ...(['pause', 'unpause', 'rename', 'update', 'destroy', 'health_status'] as const),
];
const KNOWN: ReadonlySet<string> = new Set(ACTIONS);

/** What the engine adds to the labels of the container. */
const OWN_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  die: ['exitCode', 'execDuration'],
  kill: ['signal'],
  rename: ['oldName'],
};

/** One object of `GET /events`. `other`: readable, but no concern of ours. Pure. */
export function translateEvent(raw: unknown): EngineEvent | 'other' | 'malformed' {
  if (typeof raw !== 'object' || raw === null) return 'malformed';
  const { Type, Action, Actor, time, timeNano } = raw as Record<string, unknown>;
  if (typeof Action !== 'string') return 'malformed';
  const { action, detail } = split(Action);
  if ((Type !== undefined && Type !== 'container') || !isKnown(action)) return 'other';
  const { ID: id, Attributes } = (Actor ?? {}) as Record<string, unknown>;
  const at = eventInstant({ time, timeNano });
  if (typeof id !== 'string' || id === '' || at === undefined) return 'malformed';
  const health = healthIn(detail);
  if (action === 'health_status' && health === undefined) return 'other';
  const attributes = stringsOf(Attributes);
  const name = attributes.name ?? id.slice(0, 12);
  const labels = labelsIn(attributes, action);
  return {
    at,
    action,
    id,
    name,
    image: attributes.image ?? '',
    target: targetOf(name, labels),
    labels,
    ...(action === 'health_status' && { health }),
    ...(action === 'die' && { exitCode: numberOf(attributes.exitCode) }),
    ...(action === 'kill' && { signal: signalOf(attributes.signal) }),
  };
}

/** "health_status: unhealthy" → action and detail. */
function split(action: string): { action: string; detail: string } {
  const colon = action.indexOf(':');
  if (colon < 0) return { action, detail: '' };
  return { action: action.slice(0, colon), detail: action.slice(colon + 1).trim() };
}

const isKnown = (action: string): action is EngineAction => KNOWN.has(action);

function healthIn(detail: string): HealthState | undefined {
  return detail === 'healthy' || detail === 'unhealthy' || detail === 'starting' ? detail : undefined;
}

function stringsOf(attributes: unknown): Record<string, string> {
  if (typeof attributes !== 'object' || attributes === null) return {};
  return Object.fromEntries(Object.entries(attributes).filter((pair) => typeof pair[1] === 'string'));
}

function labelsIn(attributes: Record<string, string>, action: EngineAction): Record<string, string> {
  const labels = { ...attributes };
  for (const key of ['image', 'name', ...(OWN_ATTRIBUTES[action] ?? [])]) delete labels[key];
  return labels;
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;
}

function signalOf(text: string | undefined): number | undefined {
  const name = text?.toUpperCase() ?? '';
  const signals: Readonly<Record<string, number>> = constants.signals;
  return numberOf(text) ?? signals[name] ?? signals[`SIG${name}`];
}
