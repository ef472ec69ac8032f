/**
 * Loaded before a test run (`TEST_DELAYS=150 npm test`): one in five of what comes over a socket and of what is done to a file is held
 * back for up to so many milliseconds. What a test or the program takes for granted of the order of two things that run side by side
 * comes to light; what comes over one socket keeps its order.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

const SHARE = 0.2;
const longestMs = Number(process.env.TEST_DELAYS);
// Tests replace the timers of their own world, not these.
const later = globalThis.setTimeout;
const delay = (): number => (Math.random() < SHARE ? Math.random() * longestMs : 0);

type Piece = readonly [chunk: Buffer | null, encoding: BufferEncoding | undefined];

const heldBack = new WeakMap<net.Socket, Piece[]>();
const push = net.Socket.prototype.push;

net.Socket.prototype.push = function pushLater(chunk: Buffer | null, encoding?: BufferEncoding): boolean {
  let pieces = heldBack.get(this);
  if (pieces === undefined) {
    const ms = delay();
    if (ms === 0) return push.call(this, chunk, encoding);
    pieces = [];
    heldBack.set(this, pieces);
    const held = pieces;
    later(() => {
      heldBack.delete(this);
      for (const [piece, code] of held) if (!this.destroyed || piece === null) push.call(this, piece, code);
    }, ms);
  }
  // The engine of Node may fill the same memory again.
  pieces.push([chunk === null ? null : Buffer.from(chunk), encoding]);
  return true;
};

const ACTS = [
  'appendFile',
  'mkdir',
  'open',
  'readFile',
  'readdir',
  'rename',
  'rm',
  'stat',
  'unlink',
  'writeFile',
] as const;
const files = fs.promises as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
for (const name of ACTS) {
  const act = files[name];
  if (act === undefined) throw new Error(`fs.promises.${name} is gone`);
  files[name] = async (...args) => {
    const ms = delay();
    if (ms > 0) await new Promise<void>((resolve) => later(resolve, ms));
    return act.apply(fs.promises, args);
  };
}
syncBuiltinESMExports();
