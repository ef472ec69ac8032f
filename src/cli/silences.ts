import { plainText } from '../base/plain-text.ts';
import type { SilenceReport, SilenceSetReport } from '../incidents/report/silence.ts';
import type { CliDeps } from './deps.ts';
import { Session } from './session.ts';
import { cut, table, WIDTH, wrap } from './table.ts';
import { moment, shortId, when } from './words.ts';

/** What `paramedic silence add` takes; `from` and `until` are instants, `for` is a time span. */
export interface SilenceOptions {
  target: string;
  type?: string;
  from?: string;
  until?: string;
  for?: string;
  comment?: string;
  by?: string;
  holdHealing?: true;
}

/** Sets, lists and ends silences at the running monitor. */
export class SilenceCommands {
  readonly #deps: CliDeps;
  readonly #session: Session;

  constructor(deps: CliDeps) {
    this.#deps = deps;
    this.#session = new Session(deps);
  }

  add = async (options: SilenceOptions, json: boolean): Promise<number> =>
    this.#session.withMonitor(async (client) => {
      const { from, holdHealing = false, by = this.#deps.userName(), ...rest } = options;
      const body = { ...rest, by, holdsHealing: holdHealing, ...(from === undefined ? {} : { startsAt: from }) };
      const silence = await client.send<SilenceSetReport>('POST', '/api/silences', body);
      if (json) return this.#session.printJson(silence);
      const { id, target, endsAt, holdsHealing, covers, warning } = silence;
      const what = holdsHealing ? 'Nobody is told of it and nothing is healed' : 'Nobody is told of it';
      return this.#session.print([
        cut(plainText(`${shortId(id)}  ${target}`), WIDTH),
        `${what} until ${moment(endsAt, this.#deps.now())}.`,
        ...wrap(
          plainText(warning ?? `It covers ${covers === 1 ? '1 target' : `${covers} targets`} now.`).split(' '),
          '',
        ),
      ]);
    });

  list = async (json: boolean): Promise<number> =>
    this.#session.withMonitor(async (client) => {
      const { items } = await client.get<{ items: SilenceReport[] }>('/api/silences');
      if (json) return this.#session.printJson({ items });
      return this.#session.print(items.length > 0 ? this.#table(items) : ['No silences.']);
    });

  end = async (id: string, json: boolean): Promise<number> =>
    this.#session.withMonitor(async (client) => {
      const silence = await client.send<SilenceReport>('DELETE', `/api/silences/${encodeURIComponent(id)}`);
      if (json) return this.#session.printJson(silence);
      return this.#session.print([cut(plainText(`Ended: ${silence.target} (${shortId(silence.id)})`), WIDTH)]);
    });

  #table(items: readonly SilenceReport[]): string[] {
    const { now, paint } = this.#deps;
    const at = now();
    const rows = items.map(({ id, target, type, startsAt, endsAt, holdsHealing, createdBy, comment }) => [
      shortId(id),
      target,
      type ?? 'every type',
      Date.parse(startsAt) > at ? `begins ${when(startsAt, at)}` : 'runs',
      when(endsAt, at),
      holdsHealing ? 'held' : 'goes on',
      createdBy,
      comment,
    ]);
    return table(['ID', 'TARGET', 'TYPE', 'STATE', 'ENDS', 'HEALING', 'BY', 'COMMENT'], rows, paint);
  }
}
