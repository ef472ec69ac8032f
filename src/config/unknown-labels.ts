import type { Finding } from '../containers/finding.ts';
import { familyLabels, logNameIn, probeNameIn } from './label-families.ts';
import { DROP_IN_LABELS, KNOWN_LABELS } from './label-names.ts';
import { editDistance, nearest } from './near-miss.ts';
import { bare, quote } from './quote.ts';

/** First words of the labels that we read: a label is ours when its own first word is one of them, or nearly one. */
const FAMILIES = ['paramedic', 'autoheal', 'deunhealth'];
const DROP_IN = Object.values(DROP_IN_LABELS).map(({ name }) => name);

/** Labels that were surely meant for us and have no effect. `own` is the label named by `watch_label`. */
export const unknownLabels = (names: readonly string[], own: string | undefined): Finding[] =>
  names.filter((name) => name !== own && !isKnown(name)).flatMap(unknown);

const isKnown = (name: string): boolean =>
  KNOWN_LABELS.includes(name) || probeNameIn(name) !== undefined || logNameIn(name) !== undefined;

function unknown(name: string): Finding[] {
  const family = familyOf(name);
  if (family === undefined) return [];
  const meant = nearest(name, family === 'paramedic' ? [...KNOWN_LABELS, ...familyLabels(name)] : DROP_IN);
  // A drop-in word may be another tool's own: `autoheal-proxy.port` says nothing to us.
  if (meant === undefined && family !== 'paramedic' && !name.startsWith(`${family}.`)) return [];
  return [
    {
      code: meant === undefined ? 'unknown_label' : 'near_miss_label',
      subject: bare(name),
      message: `Label ${quote(name)} has no effect: there is no such label.`,
      cure: meant === undefined ? 'Write one of the labels in docs/configuration.md.' : `Write ${quote(meant, 120)}.`,
    },
  ];
}

/** Looked at for every label of every container in each reconcile: nearly all belong to others and must cost next to nothing. */
function familyOf(name: string): string | undefined {
  const dot = name.indexOf('.');
  const word = (dot === -1 ? name : name.slice(0, dot)).slice(0, 100).toLowerCase();
  return FAMILIES.find((family) => isNearly(word, family) || startsAs(word, family));
}

const isNearly = (word: string, family: string): boolean =>
  word === family || (Math.abs(word.length - family.length) <= 2 && editDistance(word, family) <= 2);

/** Separators other than the dot: `paramedic-enable`, `paramedic_enable`. */
const startsAs = (word: string, family: string): boolean =>
  word.startsWith(family) && '-_'.includes(word.charAt(family.length));
