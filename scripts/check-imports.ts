import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/**
 * The direction of imports: which room may know which. Types and pure functions only flow towards `base`.
 * A row lists all that may be imported besides `base` and the room itself.
 */
const ROOMS: Record<string, readonly string[]> = {
  base: [],
  config: ['containers'],
  containers: ['config'],
  incidents: ['config', 'containers'],
  probes: ['config', 'containers', 'incidents'],
  healing: ['config', 'containers', 'probes', 'incidents'],
  notifications: ['config', 'incidents'],
  leadership: ['containers', 'healing', 'incidents'],
  escalation: ['config', 'containers', 'incidents', 'probes', 'healing'],
};
const rooms = Object.keys(ROOMS);
const ADAPTERS = ['docker', 'storage', 'host', 'prober', 'claude', 'git'];
const FACES = ['metrics', 'http', 'cli', 'mcp'];
/** Shells around what the rooms decide: they take time, too, as an argument. */
const SHELLS = ['watch', 'replay', 'worker'];

const mayImport = (from: string): readonly string[] | 'everything' => {
  if (['main', 'app', 'errands', 'serve', 'work'].includes(from)) return 'everything';
  if (from === 'flow') return rooms;
  if (SHELLS.includes(from)) return [...rooms, 'flow', from];
  // A process of its own in front of the engine's socket: it holds a right that nothing else should come near.
  if (from === 'engine-gate') return [from];
  const room = ROOMS[from];
  if (room !== undefined) return [...room, from, 'base'];
  if (ADAPTERS.includes(from)) return [...rooms, 'replay', from];
  if (FACES.includes(from)) return [...rooms, 'replay', from];
  return [];
};

const src = resolve(import.meta.dirname, '../src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const place = (file: string): string => file.split(sep)[0]?.replace(/\.ts$/, '') ?? '';
const importsOf = (file: string): string[] =>
  [...readFileSync(join(src, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)].map((match) =>
    relative(src, resolve(src, dirname(file), match[1] ?? '')),
  );

const faults: string[] = [];
const graph = new Map(files.map((file) => [file, importsOf(file)]));
for (const [file, imports] of graph) {
  const allowed = mayImport(place(file));
  for (const target of imports) {
    if (allowed !== 'everything' && !allowed.includes(place(target))) {
      faults.push(`${file} imports ${target}: '${place(file)}' may import ${allowed.join(', ') || 'nothing'}`);
    }
  }
  const text = readFileSync(join(src, file), 'utf8');
  if (file !== 'main.ts' && /\bprocess\.exit\(/.test(text)) faults.push(`${file} calls process.exit: only main.ts may`);
  const clockless = [...rooms, 'flow', ...SHELLS].filter((room) => room !== 'base' && room !== 'config');
  if (clockless.includes(place(file))) {
    const door = /\bprocess\.env\b|\bconsole\.|\bDate\.now\(|\bnew Date\(\)|\bset(?:Timeout|Interval)\(/.exec(text);
    if (door) faults.push(`${file} uses ${door[0]}: rooms take environment, output and time as arguments`);
  }
}

const done = new Set<string>();
const visit = (file: string, path: readonly string[]): void => {
  if (path.includes(file)) faults.push(`cycle: ${[...path.slice(path.indexOf(file)), file].join(' → ')}`);
  if (done.has(file) || path.includes(file)) return;
  for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
  done.add(file);
};
for (const file of files) visit(file, []);

for (const fault of faults) console.error(fault);
console.error(
  faults.length === 0
    ? `imports: ${files.length} files, direction and cycles fine`
    : `imports: ${faults.length} faults`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
