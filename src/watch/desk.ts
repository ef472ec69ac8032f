import type { Clock } from '../base/clock.ts';
import { ParamedicError } from '../base/errors.ts';
import { wildcardFits } from '../base/wildcard.ts';
import { decideSilence } from '../incidents/decide-silence.ts';
import type { Incident, Silence } from '../incidents/incident.ts';
import type { Ledger } from '../incidents/ledger.ts';
import type { Desk, Order, SilenceRequest, SilenceSet } from '../incidents/orders.ts';
import { type SilenceScope, scopeOf } from '../incidents/silence-scope.ts';
import type { ExternalAlerts } from './external-alerts.ts';
import { only } from './only.ts';
import type { Entry, Roster } from './roster.ts';
import type { Silences } from './silences.ts';
import { hostSubject } from './trouble.ts';

export interface DeskDeps {
  readonly host: string;
  readonly roster: Roster;
  /** Orders on an incident of a container go with its other work. */
  readonly order: (entry: Entry, incidentId: string, order: Order) => Promise<Incident>;
  readonly hostIncidents: {
    readonly open: readonly Incident[];
    order(incidentId: string, order: Order): Promise<Incident>;
  };
  readonly alerts: Pick<ExternalAlerts, 'take'>;
  readonly silences: Silences;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly newId: () => string;
  /** A silence begins or ends: whoever it covers is decided anew. */
  readonly again: (entry: Entry) => void;
}

/** Whoever needs more than this wants fewer with `*` in them. */
const SILENCES_MAX = 500;

/** Where people hand in what they want done with incidents, and what they want to hear nothing of. */
export class WatchDesk implements Desk {
  readonly #deps: DeskDeps;

  constructor(deps: DeskDeps) {
    this.#deps = deps;
  }

  async order(idOrPrefix: string, order: Order): Promise<Incident> {
    const { roster, hostIncidents } = this.#deps;
    const ofTargets = [...roster.entries].flatMap((entry) => entry.chart.incidents.map(({ id }) => ({ id, entry })));
    const ofHost = hostIncidents.open.map(({ id }) => ({ id, entry: undefined }));
    const found = only('incident', [...ofHost, ...ofTargets], idOrPrefix);
    if (found === undefined) {
      throw new ParamedicError('no_such_incident', 'No open incident has an id that begins like this.', {
        cure: 'Look at the open ones: `paramedic incidents --status unresolved`.',
      });
    }
    const { id, entry } = found;
    return entry === undefined ? hostIncidents.order(id, order) : this.#deps.order(entry, id, order);
  }

  silences(): readonly Silence[] {
    return this.#deps.silences.open(this.#deps.clock.now());
  }

  async silence(request: SilenceRequest): Promise<SilenceSet> {
    const { clock, ledger, newId } = this.#deps;
    const now = clock.now();
    const decision = decideSilence(request, now, newId());
    if (decision.kind === 'refused') throw new ParamedicError('bad_silence', decision.message, { cure: decision.cure });
    if (this.silences().length >= SILENCES_MAX) {
      throw new ParamedicError('bad_silence', `There are ${SILENCES_MAX} silences already.`, {
        cure: 'End some of them, or cover several targets with one pattern.',
      });
    }
    const { target, covers, warning } = this.#scope(request.target);
    const silence = { ...decision.silence, target };
    await ledger.record([{ kind: 'silence_set', silence }]);
    this.#put(silence);
    return { silence, covers, warning };
  }

  async endSilence(idOrPrefix: string): Promise<Silence> {
    const { clock, ledger } = this.#deps;
    const silence = only('silence', this.silences(), idOrPrefix);
    if (silence === undefined) {
      throw new ParamedicError(
        'no_such_silence',
        'No silence that runs or is to come has an id that begins like this.',
        {
          cure: 'Look at them: `paramedic silence list`.',
        },
      );
    }
    const at = clock.now();
    await ledger.record([{ kind: 'silence_ended', id: silence.id, at }]);
    const ended = { ...silence, endedAt: at };
    this.#put(ended);
    return ended;
  }

  takeAlerts: Desk['takeAlerts'] = (alerts, unread) => this.#deps.alerts.take(alerts, unread);

  #scope(asked: string): Pick<SilenceSet, 'covers' | 'warning'> & { readonly target: string } {
    const { roster, hostIncidents, host } = this.#deps;
    const watched = [...roster.entries].map(({ chart: { target, container } }) => ({
      ...{ target, name: container.name, id: container.id, labels: container.labels },
    }));
    const others = new Set([hostSubject(host).target, ...hostIncidents.open.map(({ target }) => target)]);
    const scope = scopeOf(asked, watched, [...others]);
    if (scope.kind === 'scope') return { ...scope, warning: warningOf(scope) };
    throw new ParamedicError('bad_silence', 'Several projects have a service of this name.', {
      cure: `Name one of them: ${quoted(scope.services)}.`,
    });
  }

  #put(silence: Silence): void {
    const { silences, clock, roster, again } = this.#deps;
    silences.put(silence, clock.now());
    for (const entry of roster.entries) {
      const { incidents, target, verdict } = entry.chart;
      // Also who turned sick while a window was open: it opened no incident, and is to be healed when the window is not.
      const isConcerned = incidents.length > 0 || verdict.kind === 'sick';
      if (isConcerned && wildcardFits(silence.target, target)) again(entry);
    }
  }
}

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(' or ');

/** It is set all the same: whom it is for may be yet to come. */
function warningOf({ covers, near }: Extract<SilenceScope, { kind: 'scope' }>): string | undefined {
  if (covers > 0) return undefined;
  const hint = near.length > 0 ? `Did you mean ${quoted(near)}?` : '`paramedic status` lists what is watched.';
  return `It covers nobody now. ${hint}`;
}
