import { exactJson } from '../base/exact-json.ts';
import { plainText } from '../base/plain-text.ts';
import type { ApprovalReport } from '../escalation/as-json.ts';
import type { CliDeps } from './deps.ts';
import { type Listed, listPages } from './pages.ts';
import type { Paint } from './paint.ts';
import { Session } from './session.ts';
import { moment, shortId } from './words.ts';

const PATH = '/api/approvals';

/** What Claude Code may not do unasked, and the answer of whoever sits here. */
export class ApprovalCommands {
  readonly #deps: CliDeps;
  readonly #session: Session;

  constructor(deps: CliDeps) {
    this.#deps = deps;
    this.#session = new Session(deps);
  }

  list = async (filter: Listed, json: boolean): Promise<number> =>
    this.#session.withMonitor(async (client) => {
      const items = await listPages<ApprovalReport>(client, PATH, filter);
      if (json) return this.#session.printJson({ items });
      const { now, paint } = this.#deps;
      const shown = items.flatMap((item) => [...approvalLines(item, now(), paint), '']);
      return this.#session.print(shown.length > 0 ? shown.slice(0, -1) : ['Nothing waits for you.']);
    });

  decide = async (word: 'approve' | 'deny', id: string, by: string | undefined, json: boolean): Promise<number> =>
    this.#session.withMonitor(async (client) => {
      const path = `${PATH}/${encodeURIComponent(id)}/${word}`;
      const decided = await client.send<ApprovalReport>('POST', path, { by: by ?? this.#deps.userName() });
      if (json) return this.#session.printJson(decided);
      return this.#session.print(approvalLines(decided, this.#deps.now(), this.#deps.paint));
    });
}

/** Never cut: whoever decides has to see all of it. Nothing in it can write to the terminal. */
function approvalLines(it: ApprovalReport, now: number, paint: Paint): string[] {
  const { id, escalationId, toolName, toolInput, reason, status, expiresAt, decidedBy } = it;
  const answer =
    status === 'pending'
      ? paint('bad', `waits for you, a no ${moment(expiresAt, now)}`)
      : `${status}${decidedBy === undefined ? '' : ` by ${plainText(decidedBy)}`}`;
  return [
    `${paint('bold', shortId(id))}  ${plainText(toolName)}  ${answer}`,
    `  asked by escalation ${shortId(escalationId)}, because ${plainText(reason)}; exactly this would be done:`,
    ...exactJson(toolInput)
      .split('\n')
      .map((line) => `    ${line}`),
  ];
}
