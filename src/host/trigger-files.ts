import { access, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { EscalationArchive, EscalationStory } from '../escalation/archive-port.ts';
import { quotedEvidence } from '../escalation/briefing-files.ts';
import { sessionPrompt } from '../escalation/session-prompt.ts';
import { type OpenCase, standingPromptOf, triggerOf } from '../escalation/trigger.ts';
import type { OutboxMessage } from '../incidents/ledger.ts';
import { filesChannel } from '../notifications/file-messages.ts';
import type { Channel } from '../notifications/ports.ts';
import { appendOnce, type LineFile } from './append-once.ts';
import { DiskCaseFiles } from './case-files.ts';
import { writeWhole } from './write-whole.ts';

export interface TriggerFilesOptions {
  readonly host: string;
  readonly dataDir: string;
  readonly archive: Pick<EscalationArchive, 'story' | 'list' | 'recall'>;
  /** Health has to last this long; stands in the briefings. */
  readonly verifyMs: number;
}

const ROTATION = { maxBytes: 10 * 2 ** 20, keep: 5 } as const;
/** Cases in the standing prompt. */
const MOST_CASES = 20;
const MANY = 500;

/**
 * Where people and tools pick up what could not be healed, without a worker, Claude Code or a key: the channel `files:HOST`
 * writes the briefing, then the line that points to it. Told twice, everything stands there once.
 */
export class TriggerFiles implements Channel {
  readonly name: string;
  readonly #options: TriggerFilesOptions;
  readonly #logs: string;
  readonly #cases: DiskCaseFiles;
  #standing: string | undefined;
  #knownAs: string | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(options: TriggerFilesOptions) {
    this.name = filesChannel(options.host);
    this.#options = options;
    this.#logs = join(resolve(options.dataDir), 'logs');
    this.#cases = new DiskCaseFiles(resolve(options.dataDir));
  }

  async send(message: OutboxMessage): Promise<void> {
    if (message.event === 'escalation_queued') await this.#queued(String(message.payload.escalation_id));
    else await appendOnce(this.#file('critical_alerts.log'), alertLine(message), 'delivery');
  }

  /** To be called every few seconds: the standing prompt, written when what is open has changed. */
  refresh(): Promise<void> {
    return this.#inTurn(() => this.#refresh());
  }

  /** One after another: an answer of the record that is on its way never overwrites a newer one. */
  #inTurn(act: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(act);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #refresh(): Promise<void> {
    const { archive, host } = this.#options;
    const open = await archive.list({ status: 'open', host, limit: MANY });
    const known = JSON.stringify(open.map(({ id, status, severity, reason }) => [id, status, severity, reason]));
    if (known !== this.#knownAs) await this.#writeStanding(open.map(({ id }) => id));
    this.#knownAs = known;
  }

  async #queued(id: string): Promise<void> {
    const story = await this.#options.archive.story(id);
    // Kept no longer, with its incidents: there is nothing to look after.
    if (story === undefined) return;
    await this.#writeBriefing(story);
    await appendOnce(this.#file('claude_trigger.txt'), triggerOf(story, this.#briefing(id)), 'id');
    await this.#inTurn(() => {
      // An incident that has joined one that is known already.
      this.#knownAs = undefined;
      return this.#refresh();
    });
  }

  /** A worker that shares the folder writes its own for the run; that one stays. */
  async #writeBriefing(story: EscalationStory): Promise<void> {
    const { archive, verifyMs } = this.#options;
    const { id, status } = story.escalation;
    if (status !== 'queued' && (await exists(this.#briefing(id)))) return;
    const text = await sessionPrompt(story, archive, verifyMs, 'shown');
    await this.#cases.write(await this.#cases.open(id), { text, files: quotedEvidence(story.incidents) });
  }

  async #writeStanding(ids: readonly string[]): Promise<void> {
    const cases: OpenCase[] = [];
    for (const id of ids.slice(-MOST_CASES).reverse()) {
      const story = await this.#options.archive.story(id);
      if (story !== undefined) cases.push({ story, briefing: this.#briefing(id) });
    }
    const text = standingPromptOf(this.#options.host, cases, ids.length);
    if (text === this.#standing) return;
    const path = join(this.#logs, 'claude_monitoring_prompt.txt');
    await mkdir(this.#logs, { recursive: true });
    await writeWhole(path, text);
    this.#standing = text;
  }

  #briefing(id: string): string {
    return join(resolve(this.#options.dataDir), 'escalations', id, 'briefing.md');
  }

  #file(name: string): LineFile {
    return { path: join(this.#logs, name), ...ROTATION };
  }
}

const alertLine = ({ id, event, createdAt, payload }: OutboxMessage) => ({
  time: new Date(createdAt).toISOString(),
  event,
  ...payload,
  delivery: id,
});

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
