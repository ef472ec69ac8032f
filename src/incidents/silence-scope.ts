import { wildcardFits } from '../base/wildcard.ts';
import { nearest } from '../config/near-miss.ts';
import { meantBy, type Named } from '../containers/meant.ts';
import { serviceOf } from '../containers/target.ts';

/** Who is watched, as far as a silence may name it. */
export interface Watched extends Named {
  readonly labels: Readonly<Record<string, string>>;
}

export type SilenceScope =
  | {
      readonly kind: 'scope';
      /** What is kept of it: a target, or a pattern over targets. */
      readonly target: string;
      /** How many of those that are watched now. */
      readonly covers: number;
      /** When it is nobody: what it may have been meant for, as patterns. */
      readonly near: readonly string[];
    }
  /** Services of several projects have this name. */
  | { readonly kind: 'ambiguous'; readonly services: readonly string[] };

const NEAR_MAX = 3;

/**
 * Pure: what a silence covers that a person names in their own words: a pattern over targets, or without `*` a target, a
 * container, or a service with all its containers. `others`: targets that are no container, such as the host.
 */
export function scopeOf(asked: string, watched: readonly Watched[], others: readonly string[]): SilenceScope {
  const word = asked.trim();
  const services = word.includes('*') ? [] : servicesCalled(word, watched);
  const named = word.includes('*') || others.includes(word) ? undefined : meantBy(word, watched);
  const isName = named !== undefined && (named.target === word || named.name === word);
  if (!isName && services.length > 1) return { kind: 'ambiguous', services };
  const [service] = isName ? [] : services;
  const target = service === undefined ? (named?.target ?? word) : ofService(service);
  const covers = [...watched.map((one) => one.target), ...others].filter((one) => wildcardFits(target, one)).length;
  return { kind: 'scope', target, covers, near: covers > 0 ? [] : nearTo(word, watched, others) };
}

const ofService = (service: string): string => `${service}#*`;

const servicesOf = (watched: readonly Watched[]): readonly string[] =>
  [...new Set(watched.flatMap(({ labels }) => serviceOf(labels) ?? []))].sort();

const servicesCalled = (word: string, watched: readonly Watched[]): readonly string[] =>
  servicesOf(watched).filter((service) => service === word || serviceNameIn(service) === word);

const projectIn = (service: string): string => service.slice(0, service.indexOf('/'));
const serviceNameIn = (service: string): string => service.slice(service.indexOf('/') + 1);

function nearTo(word: string, watched: readonly Watched[], others: readonly string[]): readonly string[] {
  if (word.includes('*')) {
    // Patterns are over targets; who writes one over names means these.
    return watched.flatMap(({ name, target }) => (wildcardFits(word, name) ? [target] : [])).slice(0, NEAR_MAX);
  }
  const services = servicesOf(watched);
  if (services.some((service) => projectIn(service) === word)) return [`${word}/*`];
  const patterns = new Map<string, string>([
    ...services.map((service) => [serviceNameIn(service), ofService(service)] as const),
    ...services.map((service) => [service, ofService(service)] as const),
    ...watched.map(({ name, target }) => [name, target] as const),
    ...[...watched.map(({ target }) => target), ...others].map((target) => [target, target] as const),
  ]);
  const found = patterns.get(nearest(word, [...patterns.keys()]) ?? '');
  return found === undefined ? [] : [found];
}
