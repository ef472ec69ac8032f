import type { TargetView } from '../incidents/view.ts';
import { labelText } from './exposition.ts';
import { labelValue } from './label.ts';

/** One target of one scrape, and what stands between the braces of its series. */
export interface Entry {
  readonly view: TargetView;
  /** `target="…",host="…"` */
  readonly labels: string;
  /** The same with the container's name before it. */
  readonly namedLabels: string;
}

type Kept = Omit<Entry, 'view'> & { readonly containerName: string };

/** The labels of every target as text, kept from scrape to scrape as long as target, container name and host stay the same. */
export class LabelBook {
  #kept = new Map<string, Kept>();
  #host = '';

  /** All targets as they are now. Two whose labels read the same after cleaning would be one series: first wins. */
  take(hostName: string, views: readonly TargetView[]): readonly Entry[] {
    const host = labelText('host', labelValue(hostName));
    const before = host === this.#host ? this.#kept : new Map<string, Kept>();
    this.#host = host;
    this.#kept = new Map();
    const taken = new Set<string>();
    const entries: Entry[] = [];
    for (const view of views) {
      const kept = this.#textOf(view, before.get(view.target));
      if (taken.has(kept.labels)) continue;
      taken.add(kept.labels);
      this.#kept.set(view.target, kept);
      entries.push({ view, labels: kept.labels, namedLabels: kept.namedLabels });
    }
    return entries;
  }

  #textOf({ target, container: { name } }: TargetView, before: Kept | undefined): Kept {
    if (before?.containerName === name) return before;
    const labels = before?.labels ?? `${labelText('target', labelValue(target))},${this.#host}`;
    return { labels, containerName: name, namedLabels: `${labelText('container', labelValue(name))},${labels}` };
  }
}
