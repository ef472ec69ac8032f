import type { Fault } from './fault.ts';
import { quote } from './quote.ts';
import { type Entry, type Environment, givenIn, type Reading } from './source.ts';

/** docker-autoheal's variables in seconds, and the setting that each stands for. */
const SECONDS = [
  ['AUTOHEAL_INTERVAL', 'interval'],
  ['AUTOHEAL_START_PERIOD', 'heal.start_period'],
  ['AUTOHEAL_DEFAULT_STOP_TIMEOUT', 'heal.stop_timeout'],
] as const;

/** What the documentation says of each variable; WEBHOOK_URL is the standard name of its setting. */
export const AUTOHEAL_VARIABLES: Readonly<Record<string, string>> = {
  AUTOHEAL_CONTAINER_LABEL: '`all`: `watch: all`. Any other value: `watch: labelled` with that label as `watch_label`.',
  AUTOHEAL_INTERVAL: '`interval`, in seconds.',
  AUTOHEAL_START_PERIOD: '`heal.start_period`, in seconds.',
  AUTOHEAL_DEFAULT_STOP_TIMEOUT: '`heal.stop_timeout`, in seconds.',
  AUTOHEAL_ONLY_MONITOR_RUNNING: '`heal.only_running`.',
  WEBHOOK_URL: '`webhook_url`; the message is docker-autoheal\'s `{"text": …}` with more fields beside it.',
};

/** The settings that docker-autoheal's variables ask for, so that its users need not change anything. */
export function readAutoheal(env: Environment): Reading {
  const entries: Entry[] = [];
  const faults: Fault[] = [];
  for (const [source, key] of SECONDS) {
    const text = givenIn(env, source);
    if (text === undefined) continue;
    if (/^\d{1,9}$/.test(text)) entries.push({ key, text: `${Number(text)}s`, source });
    else faults.push({ key, source, is: quote(text), shouldBe: 'a whole number of seconds' });
  }
  const label = givenIn(env, 'AUTOHEAL_CONTAINER_LABEL');
  if (label !== undefined) {
    const source = 'AUTOHEAL_CONTAINER_LABEL';
    entries.push({ key: 'watch', text: label === 'all' ? 'all' : 'labelled', source });
    if (label !== 'all') entries.push({ key: 'watch_label', text: label, source });
  }
  const onlyRunning = givenIn(env, 'AUTOHEAL_ONLY_MONITOR_RUNNING');
  if (onlyRunning !== undefined)
    entries.push({ key: 'heal.only_running', text: onlyRunning, source: 'AUTOHEAL_ONLY_MONITOR_RUNNING' });
  return { entries, faults };
}
