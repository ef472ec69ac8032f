import { plainText } from '../base/plain-text.ts';
import type { DecisionReport, ExplainReport } from '../incidents/report/container.ts';
import { type Paint, styleOf } from './paint.ts';
import { cut, WIDTH, wrap } from './table.ts';
import { facts, when } from './words.ts';

/** What `paramedic explain` prints: how it is, what Paramedic may do, and why it did what it did. */
export function renderExplain(report: ExplainReport, now: number, paint: Paint): string[] {
  const { target, verdict, reason, since, actions, dueAt, decisions } = report;
  const container = `container ${report.name} (${report.id.slice(0, 12)}), image ${report.image}, ${report.state}, health ${report.health}`;
  return [
    `${paint('bold', plainText(target))}: ${paint(styleOf(verdict), verdict)}, ${plainText(reason)}, since ${when(since, now)}`,
    cut(plainText(container), WIDTH),
    `may do: ${plainText(actions.join(', ')) || 'nothing'}; attempts in the budget's window: ${report.recentAttempts}`,
    ...(dueAt === undefined ? [] : [`looks at it again ${when(dueAt, now)}`]),
    '',
    paint('bold', 'Decisions, newest last'),
    ...(decisions.length === 0
      ? ['  none: nothing was wrong']
      : decisions.flatMap((record) => decisionLines(record, now))),
  ];
}

/** The day only where it is not today. */
const clock = (at: string, now: number): string => {
  const isToday = at.slice(0, 10) === new Date(now).toISOString().slice(0, 10);
  return `${isToday ? '' : `${at.slice(0, 10)} `}${at.slice(11, 23)}Z`;
};

function decisionLines({ at, decision, reason, until, inputs }: DecisionReport, now: number): string[] {
  const end = until === undefined ? '' : ` until ${until.slice(11, 19)}Z`;
  return [
    cut(plainText(`  ${clock(at, now)} ${when(at, now)}: ${decision}, because ${reason}${end}`), WIDTH),
    ...wrap(facts(inputs), '      '),
  ];
}
