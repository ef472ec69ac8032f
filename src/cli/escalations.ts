import { plainLines, plainText } from '../base/plain-text.ts';
import type { EscalationReport, EscalationStoryReport } from '../escalation/as-json.ts';
import type { CliDeps } from './deps.ts';
import { renderEscalation } from './escalation-story.ts';
import { usd } from './escalation-words.ts';
import { type Listed, listPages } from './pages.ts';
import { type Paint, styleOf } from './paint.ts';
import { Session } from './session.ts';
import { cut, table, WIDTH } from './table.ts';
import { shortId, when } from './words.ts';

const PATH = '/api/escalations';

/** What is on the queue for Claude Code, and what a person does about it. */
export class EscalationCommands {
  readonly #deps: CliDeps;
  readonly #session: Session;

  constructor(deps: CliDeps) {
    this.#deps = deps;
    this.#session = new Session(deps);
  }

  list = async (filter: Listed, json: boolean): Promise<number> =>
    this.#session.withMonitor(async (client) => {
      const items = await listPages<EscalationReport>(client, PATH, filter);
      if (json) return this.#session.printJson({ items });
      const lines = escalationTable(items, this.#deps.now(), this.#deps.paint);
      return this.#session.print(lines.length > 0 ? lines : ['Nothing on the queue.']);
    });

  show = async (id: string, json: boolean): Promise<number> =>
    this.#session.withMonitor(async (client) => {
      const story = await client.get<EscalationStoryReport>(`${PATH}/${encodeURIComponent(id)}`);
      if (json) return this.#session.printJson(story);
      return this.#session.print(renderEscalation(story, this.#deps.now(), this.#deps.paint));
    });

  order = async (word: 'cancel' | 'retry', id: string, by: string | undefined, json: boolean): Promise<number> =>
    this.#session.withMonitor(async (client) => {
      const path = `${PATH}/${encodeURIComponent(id)}/${word}`;
      const it = await client.send<EscalationReport>('POST', path, { by: by ?? this.#deps.userName() });
      if (json) return this.#session.printJson(it);
      const which = `${it.target} (${shortId(it.id)})`;
      return this.#session.print([
        cut(plainText(`${word === 'retry' ? 'On the queue anew' : endOf(it)}: ${which}`), WIDTH),
      ]);
    });

  prompt = async (id: string, json: boolean): Promise<number> =>
    this.#session.withMonitor(async (client) => {
      const prompt = await client.text(`${PATH}/${encodeURIComponent(id)}/prompt`);
      if (json) return this.#session.printJson({ prompt });
      return this.#session.print([plainLines(prompt).trimEnd()]);
    });
}

const endOf = ({ status, claimedBy }: EscalationReport): string =>
  status === 'cancelled' ? 'Cancelled' : `To be ended by ${claimedBy ?? 'its worker'} within seconds`;

function escalationTable(items: readonly EscalationReport[], now: number, paint: Paint): string[] {
  if (items.length === 0) return [];
  const rows = items.map((it) => [
    shortId(it.id),
    when(it.createdAt, now),
    { text: it.status, style: styleOf(it.status) },
    it.target,
    it.finishedAt === undefined ? it.reason : (it.outcomeReason ?? ''),
    it.leaseUntil === undefined ? '' : (it.claimedBy ?? ''),
    it.turns === undefined ? '' : String(it.turns),
    usd(it.costUsd),
  ]);
  return table(['ID', 'QUEUED', 'STATUS', 'CONTAINER', 'WHY', 'HELD BY', 'TURNS', 'USD'], rows, paint);
}
