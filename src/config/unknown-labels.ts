import type { Finding } from '../containers/finding.ts';
import { DROP_IN_LABELS, isLaterLabel, KNOWN_LABELS } from './label-names.ts';
import { nearest } from './near-miss.ts';
import { bare, quote } from './quote.ts';

/** First words of the labels that we read: a label is ours when its own first word is one of them, or nearly one. */
const FAMILIES = ['paramedic', 'autoheal', 'deunhealth'];
const DROP_IN = Object.values(DROP_IN_LABELS).map(({ name }) => name);

/** Labels that were surely meant for us and have no effect. `own` is the label named by `watch_label`. */
export const unknownLabels = (names: readonly string[], own: string | undefined): Finding[] =>
  names
    .filter((name) => name !== own && !KNOWN_LABELS.includes(name))
    .flatMap((name) => (isLaterLabel(name) ? [notAvailable(name)] : unknown(name)));

const notAvailable = (name: string): Finding => ({
  code: 'label_not_available',
  subject: bare(name),
  message: `Label ${quote(name)} has no effect: it is not available in this version.`,
  cure: 'Remove it until a version that has it.',
});

function unknown(name: string): Finding[] {
  const family = familyOf(name);
  if (family === undefined) return [];
  const meant = nearest(name, family === 'paramedic' ? KNOWN_LABELS : DROP_IN);
  // A drop-in word may be another tool's own: `autoheal-proxy.port` says nothing to us.
  if (meant === undefined && !name.startsWith(`${family}.`)) return [];
  return [
    {
      code: meant === undefined ? 'unknown_label' : 'near_miss_label',
      subject: bare(name),
      message: `Label ${quote(name)} has no effect: there is no such label.`,
      cure: meant === undefined ? 'Write one of the labels in docs/configuration.md.' : `Write ${quote(meant)}.`,
    },
  ];
}

function familyOf(name: string): string | undefined {
  const dot = name.indexOf('.');
  const word = dot === -1 ? name : name.slice(0, dot);
  // Most labels belong to compose, images and proxies: the length alone rules them out.
  return word.length < 6 || name.length > 300 ? undefined : (nearest(word, FAMILIES) ?? familyStart(name));
}

/** Separators other than the dot: `paramedic-enable`, `paramedic_enable`. */
const familyStart = (name: string): string | undefined =>
  FAMILIES.find((family) => name.toLowerCase().startsWith(family) && /^[-_.]/.test(name.slice(family.length)));
