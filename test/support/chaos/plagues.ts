import type { Unanswered } from '../sim-engine/broken-answer.ts';
import type { SimEngine } from '../sim-engine/sim-engine.ts';
import { PATIENCE_MS } from './patience.ts';

type Pause = (ms: number) => Promise<void>;

/** What engines and the ways to them do. It is over when it resolves, but for a call that hangs. */
type Plague = (engine: SimEngine, pause: Pause) => Promise<void>;

/** The next such call is never answered, or by half; the one who asked has to give it up by himself. */
const hung = (request: string, kind: 'hang' | 'half'): Plague => {
  const on = `^${request.replace('{id}', '[0-9a-f]{64}')}$`;
  return async (engine, pause) => {
    const before = engine.unanswered.length;
    const end = engine.inject({ on, kind, times: 1 });
    // A stream that is open asks for nothing.
    if (request === STREAM) engine.cutStreams();
    const isMet = () => engine.unanswered.slice(before).some((it) => it.request === request && it.kind === kind);
    // Some are asked for only now and then: which trouble comes to pass is not to hang on the dice.
    for (let waited = 0; waited < LONGEST_WAIT_MS && !isMet(); waited += 500) await pause(500);
    await pause(6_000);
    end();
    if (request === STREAM) engine.cutStreams();
  };
};

const LONGEST_WAIT_MS = 60_000;

const STREAM = 'GET /events';

const DEADLINES_MS: Readonly<Record<string, number>> = {
  'GET /containers/json': PATIENCE_MS.list,
  'GET /containers/{id}/json': PATIENCE_MS.inspect,
  'POST /containers/{id}/restart': PATIENCE_MS.restart,
  [STREAM]: 10_000,
};

const HUNG_CALLS = Object.keys(DEADLINES_MS).flatMap((request) =>
  (['hang', 'half'] as const).map((kind) => ({ request, kind })),
);

/** By their names, `hang GET /events` and so on. */
export const HUNG: readonly string[] = HUNG_CALLS.map(({ request, kind }) => `${kind} ${request}`);

export const PLAGUES: readonly Plague[] = [
  async (engine) => engine.cutStreams(),
  (engine) => engine.restart({ awayMs: 3_000 }),
  async function refused(engine, pause) {
    await engine.refuse();
    await pause(6_000);
    await engine.accept();
  },
  // No stream breaks: only the next full look can tell.
  async function deaf(engine, pause) {
    engine.loseEvents(true);
    await pause(5_000);
    engine.loseEvents(false);
  },
  async function failing(engine, pause) {
    const end = engine.inject({ on: 'GET', kind: 'status', status: 503 });
    await pause(4_000);
    end();
  },
  async function slow(engine, pause) {
    const end = engine.inject({ on: 'GET /containers', kind: 'slow', ms: 1_500 });
    await pause(8_000);
    end();
  },
  // It takes every request and every connection, and says nothing any more.
  async function frozen(engine, pause) {
    const end = engine.inject({ on: '.', kind: 'hang' });
    engine.loseEvents(true);
    await pause(25_000);
    engine.loseEvents(false);
    end();
  },
  ...HUNG_CALLS.map(({ request, kind }) => hung(request, kind)),
];

/** On a busy machine a timer rings late: 1.5 s of its time. */
const GRACE_MS = 30_000;

/** What was still waited for long after its time. */
export function lateIn({ request, kind, at, letGoAt = Number.POSITIVE_INFINITY }: Unanswered): string[] {
  const deadlineMs = DEADLINES_MS[request];
  // Of a stream that has begun to answer nobody knows that it hangs: the engine may have nothing to tell.
  if (deadlineMs === undefined || (request === STREAM && kind === 'half')) return [];
  const waitedMs = letGoAt - at;
  return waitedMs <= deadlineMs + GRACE_MS ? [] : [`${kind} ${request}: let go after ${waitedMs} ms of ${deadlineMs}`];
}
