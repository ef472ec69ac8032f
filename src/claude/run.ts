import { type Query, query, type SDKMessage } from '@anthropic-ai/claude-agent-sdk';
import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import { redactor } from '../base/redact.ts';
import type { LaunchEnd, LaunchFact, LaunchListener, LaunchOrder, RunEvent } from '../escalation/launch.ts';
import type { Denial } from '../escalation/run.ts';
import { ClaudeProcess } from './child.ts';
import { conclude, type Stop } from './conclude.ts';
import { Denials, deniedIn } from './denials.ts';
import { environmentOf } from './environment.ts';
import { prepareFolder, type RunFolder } from './folder.ts';
import { createGateHook } from './hook.ts';
import { optionsOf } from './options.ts';
import { Pacer } from './pacer.ts';
import { sweep } from './processes.ts';
import { EMPTY, progressOf, type Tally, tally } from './tally.ts';
import { createToolServer } from './tools.ts';
import { Transcript } from './transcript.ts';
import { translate } from './translate.ts';

/** Claude Code ends within a moment after its last message. */
const EXIT_MS = 5_000;
const MAX_SUMMARY = 4_000;

/** One launch of Claude Code, from its folder to the last of its processes. */
export class Run {
  readonly #order: LaunchOrder;
  readonly #listener: LaunchListener;
  readonly #clock: Clock;
  readonly #redact: (text: string) => string;
  readonly #child: ClaudeProcess;
  readonly #pacer: Pacer;
  /** Aborts when the run is over, however: nobody is asked any more. */
  readonly #over = new AbortController();
  readonly #denials = new Denials();
  #sum: Tally = EMPTY;
  #progress = '';
  #lastWords: string | undefined;
  #query: Query | undefined;
  #transcript: Transcript | undefined;
  #stop: Stop | undefined;
  #ending: Promise<void> | undefined;

  constructor(order: LaunchOrder, listener: LaunchListener, clock: Clock) {
    this.#order = order;
    this.#listener = listener;
    this.#clock = clock;
    this.#redact = redactor([...order.secrets, order.apiKey]);
    this.#child = new ClaudeProcess(clock, (pid, pidStarted) => this.#tell({ kind: 'process', pid, pidStarted }));
    this.#pacer = new Pacer(order.limits, clock, (stop) => this.#end(stop));
  }

  async run(): Promise<LaunchEnd> {
    const cancel = () => this.#end({ kind: 'cancelled' });
    let folder: RunFolder | undefined;
    let thrown: string | undefined;
    try {
      folder = await prepareFolder(this.#order.folder, this.#order.apiKey, this.#order.scope);
      this.#transcript = new Transcript(this.#order.transcript);
      this.#order.signal.addEventListener('abort', cancel, { once: true });
      if (this.#order.signal.aborted) cancel();
      else await this.#converse(folder);
    } catch (error) {
      thrown = messageOf(error);
    }
    this.#order.signal.removeEventListener('abort', cancel);
    this.#over.abort();
    const swept = await this.#clear();
    await folder?.forgetKey().catch(() => {});
    this.#transcript?.close();
    return this.#concluded(thrown, swept);
  }

  /** Until the SDK has no more messages, or Claude Code is gone and the SDK has not noticed. */
  async #converse(folder: RunFolder): Promise<void> {
    const order = { ...this.#order, signal: AbortSignal.any([this.#order.signal, this.#over.signal]) };
    const clock = this.#clock;
    const watch = {
      waiting: (forApproval: boolean) => this.#waiting(forApproval),
      denied: (denial: Denial, callId: string | undefined) => this.#denied(denial, callId),
      stop: ({ tool, reason }: Denial) => this.#end({ kind: 'gate', reason: `${tool}, ${reason}` }),
    };
    const conversation = query({
      prompt: order.prompt,
      options: optionsOf(order, {
        environment: environmentOf(order, folder),
        keyCommand: folder.keyCommand,
        hook: createGateHook({ order, home: folder.home, forgetKey: folder.forgetKey, clock, watch }),
        toolServer: createToolServer(order, clock, () => this.#pacer.active()),
        spawn: this.#child.spawn,
      }),
    });
    this.#query = conversation;
    this.#pacer.start(this.#over.signal);
    const read = async (): Promise<void> => {
      for await (const message of conversation) await this.#take(message);
    };
    const unnoticed = this.#child.gone().then(() => clock.sleep(EXIT_MS, this.#over.signal));
    await Promise.race([read(), unnoticed]);
  }

  async #take(message: SDKMessage): Promise<void> {
    await this.#child.told;
    if (message.type !== 'tool_progress') this.#heard();
    const before = this.#sum;
    this.#sum = tally(before, message);
    if (this.#sum.sessionId !== undefined && this.#sum.sessionId !== before.sessionId) {
      this.#tell({ kind: 'session', sessionId: this.#sum.sessionId });
    }
    for (const event of translate(message, this.#redact)) this.#record(event);
    for (const { denial, callId } of deniedIn(message)) this.#denied(denial, callId);
    this.#tellProgress();
    if (this.#sum.hopeless !== undefined) this.#end({ kind: 'hopeless', why: this.#sum.hopeless });
  }

  #heard(): void {
    const afterMs = this.#pacer.heard();
    if (afterMs !== undefined) this.#tell({ kind: 'first_event', afterMs });
  }

  #waiting(forApproval: boolean): void {
    this.#pacer.waiting(forApproval);
    this.#tell({ kind: 'waiting', forApproval });
  }

  #denied(denial: Denial, callId: string | undefined): void {
    if (this.#denials.add(denial, callId)) this.#record({ kind: 'denied', ...denial });
  }

  #record(event: RunEvent): void {
    if (event.kind === 'said') this.#lastWords = event.text;
    this.#transcript?.write(this.#clock.now(), event);
    this.#tell({ kind: 'event', event });
  }

  #tellProgress(): void {
    const progress = progressOf(this.#sum);
    const now = JSON.stringify(progress);
    if (now === this.#progress) return;
    this.#progress = now;
    this.#tell({ kind: 'progress', progress });
  }

  #tell(fact: LaunchFact): void {
    try {
      this.#listener(fact);
    } catch {
      // A listener never ends a run.
    }
  }

  /** The first reason counts. */
  #end(stop: Stop): void {
    this.#stop ??= stop;
    this.#ending ??= this.#child.end(() => this.#query?.interrupt() ?? Promise.resolve());
  }

  /** Waits for Claude Code to be gone, helps where it is not, and ends what it has left behind. */
  async #clear(): Promise<number> {
    if (this.#ending === undefined && !(await this.#child.endsWithin(EXIT_MS))) {
      this.#ending = this.#child.end(() => Promise.resolve());
    }
    await this.#ending;
    this.#query?.close();
    return sweep(this.#order.runId, (await this.#child.told) ?? 0, this.#clock);
  }

  #concluded(thrown: string | undefined, swept: number): LaunchEnd {
    const { stderr, exit } = this.#child;
    const { outcome, error, report } = conclude(this.#sum, { stop: this.#stop, thrown, stderr, exit });
    const line = error === undefined ? undefined : messageOf(this.#redact(error));
    return {
      ...progressOf(this.#sum),
      ...this.#pacer.times(),
      outcome,
      error: line,
      costKnown: this.#sum.result !== undefined || this.#sum.answers.size === 0,
      sessionId: this.#sum.sessionId,
      denials: this.#denials.list,
      report,
      summary: this.#lastWords?.slice(0, MAX_SUMMARY).toWellFormed(),
      swept,
    };
  }
}
