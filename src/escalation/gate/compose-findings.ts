import { parseAllDocuments } from 'yaml';
import {
  COMPOSE_RIGHTS,
  COMPOSE_SECTIONS,
  CONTAINER_WORDS,
  ENGINE_SOCKET,
  HOST_PATH_KEYS,
  HOST_PATHS,
  MANIFEST_RIGHTS,
  WATCH_LABEL,
} from './content-rules.ts';
import type { Finding } from './finding.ts';
import { LIMITS } from './limits.ts';

/** What a YAML file says of the rights, volumes and labels of containers; undefined: it cannot be read, and should be. */
export function composeFindings(text: string): readonly Finding[] | undefined {
  if (text.length > LIMITS.yamlLength) return undefined;
  const documents = parseAllDocuments(text, { merge: true, logLevel: 'silent' });
  if (!Array.isArray(documents)) return [];
  if (documents.some(({ errors }) => errors.length > 0)) return CONTAINER_WORDS.test(text) ? undefined : [];
  return documents.flatMap((document) => {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    const findings: Finding[] = [];
    visit({ value, key: '', path: '', labels: false }, isCompose(value), findings);
    return findings;
  });
}

/** Its sections are maps; in other files the same words stand over lists. */
function isCompose(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([name, section]) => COMPOSE_SECTIONS.includes(name) && (!Array.isArray(section) || name === 'include'),
  );
}

interface Place {
  readonly value: unknown;
  /** Of the nearest map around it. */
  readonly key: string;
  readonly path: string;
  /** Inside of `labels`. */
  readonly labels: boolean;
}

/** Every value of the document; aliases were counted when it was read, so this ends. */
function visit(root: Place, compose: boolean, findings: Finding[]): void {
  const waiting: Place[] = [root];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    findings.push(...placeFindings(place, compose));
    waiting.push(...below(place, compose));
  }
}

function below({ value, key, path, labels }: Place, compose: boolean): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.map((entry) => ({ value: entry, key, path, labels }));
  return Object.entries(value).map(([name, entry]) => ({
    value: entry,
    key: name,
    path: `${path}.${name}`,
    labels: compose && name === 'labels',
  }));
}

function placeFindings(place: Place, compose: boolean): readonly Finding[] {
  const { value, key, path, labels } = place;
  const rights = compose ? { ...MANIFEST_RIGHTS, ...COMPOSE_RIGHTS } : MANIFEST_RIGHTS;
  const harmless = Object.hasOwn(rights, key) ? rights[key] : undefined;
  const found = harmless === undefined ? [] : [...rightFindings(value, path, harmless)];
  if (compose && key === 'volumes') found.push(...volumeFindings(value, path));
  if (typeof value !== 'object' || value === null) return [...found, ...scalarFindings(String(value), place, compose)];
  if (!labels || Array.isArray(value)) return found;
  return [...found, ...Object.entries(value).flatMap(([name, entry]) => labelFindings(`${name}=${entry}`, path))];
}

function rightFindings(value: unknown, path: string, harmless: RegExp): readonly Finding[] {
  const isHarmless = scalarsOf(value).every((scalar) => harmless.test(inForce(scalar)));
  return isHarmless ? [] : [{ reason: 'container_rights', when: 'added', text: `${path}=${JSON.stringify(value)}` }];
}

/** Volumes by name, and where they are mounted: none of them may silently go. */
function volumeFindings(value: unknown, path: string): readonly Finding[] {
  const names = Array.isArray(value) ? value.map((entry) => JSON.stringify(entry)) : Object.keys(value ?? {});
  return names.map((name) => ({ reason: 'volume_removal', when: 'removed', text: `${path} ${name}` }));
}

function scalarFindings(text: string, { key, path, labels }: Place, compose: boolean): readonly Finding[] {
  const value = inForce(text);
  const reachesHost = ENGINE_SOCKET.test(value) || (compose && HOST_PATH_KEYS.includes(key) && HOST_PATHS.test(value));
  const rights: readonly Finding[] = reachesHost
    ? [{ reason: 'container_rights', when: 'added', text: `${path} ${text}` }]
    : [];
  return labels ? [...rights, ...labelFindings(text, path)] : rights;
}

const labelFindings = (text: string, path: string): readonly Finding[] =>
  WATCH_LABEL.test(text) ? [{ reason: 'watch_labels', when: 'changed', text: `${path} ${text}` }] : [];

const scalarsOf = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(scalarsOf) : [String(value ?? '')];

/** Compose puts the default in the place of a variable that is not set; defaults may have variables in them. */
function inForce(text: string): string {
  let value = text;
  for (let depth = 0; depth < 4; depth += 1) value = value.replace(/\$\{[^}:?+-]{0,64}:?[-+]([^}]{0,256})\}/g, '$1');
  return value;
}
