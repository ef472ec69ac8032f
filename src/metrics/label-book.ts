import type { TargetView } from '../incidents/view.ts';
import { labelText } from './exposition.ts';
import { labelValue } from './label.ts';

/** One target of one scrape, and what stands between the braces of its series. */
export interface Entry {
  readonly view: TargetView;
  /** `target="…",host="…"`, in UTF-8. */
  readonly labels: Uint8Array;
  /** The same with the container's name before it. */
  readonly namedLabels: Uint8Array;
}

/**
 * The labels of every target, kept from scrape to scrape as long as target, container name and host stay the same: of a fleet of
 * thousands hardly any change, and what is not made needs not to be collected.
 */
export class LabelBook {
  readonly #byTarget = new Map<string, Series>();
  readonly #byText = new Map<string, Series>();
  #host = '';
  #scrape = 0;

  /** All targets as they are now. Two whose labels read the same after cleaning would be one series: first wins. */
  take(hostName: string, views: readonly TargetView[]): readonly Entry[] {
    const host = labelText('host', labelValue(hostName));
    if (host !== this.#host) this.#keepOnly(new Set());
    this.#host = host;
    this.#scrape += 1;
    const entries: Entry[] = [];
    for (const view of views) {
      const series = this.#byTarget.get(view.target) ?? this.#meet(view.target);
      if (series.scrape === this.#scrape) continue;
      series.scrape = this.#scrape;
      entries.push(series.entryOf(view));
    }
    if (this.#byTarget.size > views.length) this.#keepOnly(new Set(views.map(({ target }) => target)));
    return entries;
  }

  #meet(target: string): Series {
    const text = `${labelText('target', labelValue(target))},${this.#host}`;
    const series = this.#byText.get(text) ?? new Series(text);
    this.#byTarget.set(target, series);
    this.#byText.set(text, series);
    return series;
  }

  #keepOnly(present: ReadonlySet<string>): void {
    for (const target of this.#byTarget.keys()) if (!present.has(target)) this.#byTarget.delete(target);
    this.#byText.clear();
    for (const series of this.#byTarget.values()) this.#byText.set(series.text, series);
  }
}

/** All targets whose labels read the same. */
class Series {
  readonly text: string;
  /** Whose entry was taken last in this one. */
  scrape = 0;
  #name: string | undefined;
  #last: Entry | undefined;

  constructor(text: string) {
    this.text = text;
  }

  entryOf(view: TargetView): Entry {
    if (this.#last?.view === view) return this.#last;
    const { name } = view.container;
    const before = this.#name === name ? this.#last : undefined;
    this.#name = name;
    this.#last = {
      view,
      labels: this.#last?.labels ?? Buffer.from(this.text),
      namedLabels: before?.namedLabels ?? Buffer.from(`${labelText('container', labelValue(name))},${this.text}`),
    };
    return this.#last;
  }
}
