import { isAlias, isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { messageOf } from '../base/errors.ts';
import type { Fault } from './fault.ts';
import { nearest } from './near-miss.ts';
import { bare, quote } from './quote.ts';
import { SECTIONS, SETTINGS, settingOf } from './settings.ts';
import type { Entry, Reading } from './source.ts';

/**
 * The settings of a paramedic.yml, with their lines. Every scalar stays the text that was written (YAML's failsafe
 * schema), so that a value means the same here and in the environment. Empty, `~` and `null` mean "not set".
 */
export function readSettingsFile(text: string, name: string): Reading {
  const lines = new LineCounter();
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false });
  const entries: Entry[] = [];
  const faults: Fault[] = [];
  const placeOf = (node: unknown): string => {
    const offset = (node as Node | null)?.range?.[0];
    return offset === undefined ? name : `${name}:${lines.linePos(offset).line}`;
  };
  const fault = (key: string, source: string, is: string, shouldBe: string) =>
    faults.push({ key, source, is, shouldBe });

  for (const error of document.errors) {
    const source = `${name}:${lines.linePos(error.pos[0]).line}`;
    fault('paramedic.yml', source, `not YAML: ${messageOf(error, 200)}`, 'a YAML mapping of settings');
  }
  if (faults.length > 0) return { entries, faults };

  const readMap = (node: unknown, prefix: string): void => {
    if (isMap(node)) for (const pair of node.items) readPair(pair.key, pair.value, prefix);
    else if (!isUnset(node)) {
      fault(prefix.slice(0, -1) || 'paramedic.yml', placeOf(node), shapeOf(node), 'a mapping of settings');
    }
  };

  const readPair = (keyNode: unknown, valueNode: unknown, prefix: string): void => {
    const key = prefix + (isScalar(keyNode) ? String(keyNode.value) : '?');
    const value = isAlias(valueNode) ? valueNode.resolve(document) : valueNode;
    const setting = settingOf(key);
    const source = placeOf(keyNode);
    if (prefix === '' && SECTIONS.has(key)) readMap(value, `${key}.`);
    else if (setting === undefined) fault(bare(key, 60), source, 'no setting', meantKey(key));
    else if (isScalar(value) && !isUnset(value)) entries.push({ key, text: String(value.value).trim(), source });
    else if (!isUnset(value)) fault(key, source, shapeOf(value), setting.expects);
  };

  readMap(document.contents, '');
  return { entries, faults };
}

const isUnset = (node: unknown): boolean =>
  node === null || node === undefined || (isScalar(node) && /^\s*(?:~|null)?\s*$/.test(String(node.value ?? '')));

const shapeOf = (node: unknown): string =>
  isMap(node) ? 'a mapping' : isScalar(node) ? `the text ${quote(String(node.value))}` : 'a list';

function meantKey(key: string): string {
  const meant = nearest(
    key,
    SETTINGS.map((row) => row.key),
  );
  return meant === undefined ? 'one of the settings in docs/configuration.md' : `\`${meant}\``;
}
