import { plainText } from '../base/plain-text.ts';
import type { IncidentReport } from '../incidents/report/incident.ts';
import type { CliDeps } from './deps.ts';
import { Session } from './session.ts';
import { cut, WIDTH } from './table.ts';
import { moment, shortId } from './words.ts';

/** What a person may order, by the word of the command line. */
const ORDER_WORDS = {
  ack: 'acknowledge',
  snooze: 'snooze',
  mute: 'mute',
  unmute: 'unmute',
  escalate: 'escalate',
  comment: 'comment',
  resolve: 'resolve',
} as const;
export type OrderWord = keyof typeof ORDER_WORDS;

/** Hands an order on an incident to the running monitor, and says how the incident is then. */
export class OrderCommands {
  readonly #deps: CliDeps;
  readonly #session: Session;

  constructor(deps: CliDeps) {
    this.#deps = deps;
    this.#session = new Session(deps);
  }

  order = async (
    word: OrderWord,
    id: string,
    { by = this.#deps.userName(), ...body }: { by?: string | undefined; for?: string; until?: string; text?: string },
    json: boolean,
  ): Promise<number> =>
    this.#session.withMonitor(async (client) => {
      const path = `/api/incidents/${encodeURIComponent(id)}/${ORDER_WORDS[word]}`;
      const incident = await client.send<IncidentReport>('POST', path, { by, ...body });
      if (json) return this.#session.printJson(incident);
      return this.#session.print([cut(plainText(sentence(word, incident, this.#deps.now())), WIDTH)]);
    });
}

function sentence(word: OrderWord, incident: IncidentReport, now: number): string {
  const which = `${incident.type} of ${incident.target} (${shortId(incident.id)})`;
  switch (word) {
    case 'ack':
      return `Acknowledged by ${incident.acknowledgedBy ?? 'nobody'}: ${which}`;
    case 'snooze':
      return `Snoozed until ${incident.snoozedUntil === undefined ? 'now' : moment(incident.snoozedUntil, now)}: ${which}`;
    case 'mute':
      return `Muted until it is resolved: ${which}`;
    case 'unmute':
      return `Told of again: ${which}`;
    case 'escalate':
      return `On the queue for Claude Code: ${which}`;
    case 'comment':
      return `Noted: ${which}`;
    case 'resolve':
      return `Resolved by hand: ${which}`;
  }
}
