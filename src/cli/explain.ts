import { plainText } from '../base/plain-text.ts';
import type { DecisionReport, ExplainReport, HoldReport } from '../incidents/report/container.ts';
import { type Paint, styleOf } from './paint.ts';
import { cut, WIDTH, wrap } from './table.ts';
import { facts, moment, when } from './words.ts';

/** What `paramedic explain` prints: how it is, what Paramedic may do, and why it did what it did. */
export function renderExplain(report: ExplainReport, now: number, paint: Paint): string[] {
  const { target, verdict, reason, since, actions, dueAt, hold, decisions } = report;
  const container = `container ${report.name} (${report.id.slice(0, 12)}), image ${report.image}, ${report.state}, health ${report.health}`;
  return [
    `${paint('bold', plainText(target))}: ${paint(styleOf(verdict), verdict)}, ${plainText(reason)}, since ${when(since, now)}`,
    cut(plainText(container), WIDTH),
    `may do: ${plainText(actions.join(', ')) || 'nothing'}; attempts in the budget's window: ${report.recentAttempts}`,
    ...(hold === undefined ? [] : wrap(holdLine(hold, now).split(' '), '')),
    ...(dueAt === undefined ? [] : [`looks at it again ${when(dueAt, now)}`]),
    '',
    paint('bold', 'Decisions, newest last'),
    ...(decisions.length === 0
      ? [
          verdict === 'healthy'
            ? '  none: nothing was wrong'
            : '  none since Paramedic began to watch; `--since 7d` has what is on record',
        ]
      : decisions.flatMap((record) => decisionLines(record, now))),
  ];
}

const HOLDS: Readonly<Record<HoldReport['reason'], string>> = {
  silenced: 'nobody is told: a silence covers it (`paramedic silence list`)',
  maintenance: 'nothing is healed and nobody is told: a maintenance window, or a silence that holds healing, covers it',
  guarded: 'nothing is healed and nobody is told: a container runs whose label `paramedic.guards` covers it',
  resolved_by_hand: 'nothing is healed before it was well again: a person has resolved its incident',
};

const holdLine = ({ reason, until }: HoldReport, now: number): string =>
  plainText(`${HOLDS[reason]}${until === undefined ? '' : `, until ${moment(until, now)}`}`);

/** What matters first; what is read back from the record has lost its order. */
const FIRST = [
  ...['verdict', 'verdictReason', 'state', 'health', 'restartPolicy', 'place', 'actions', 'attempts', 'maxAttempts'],
  ...['attemptsRemembered', 'handedOver', 'badUpdate', 'parents', 'pause', 'mode'],
];
const rank = (name: string): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
const inOrder = (inputs: DecisionReport['inputs']): DecisionReport['inputs'] =>
  Object.fromEntries(Object.entries(inputs).sort(([a], [b]) => rank(a) - rank(b)));

/** The day only where it is not today. */
const clock = (at: string, now: number): string => {
  const isToday = at.slice(0, 10) === new Date(now).toISOString().slice(0, 10);
  return `${isToday ? '' : `${at.slice(0, 10)} `}${at.slice(11, 23)}Z`;
};

function decisionLines({ at, decision, reason, until, inputs }: DecisionReport, now: number): string[] {
  const end = until === undefined ? '' : ` until ${until.slice(11, 19)}Z`;
  return [
    cut(plainText(`  ${clock(at, now)} ${when(at, now)}: ${decision}, because ${reason}${end}`), WIDTH),
    ...wrap(facts(inOrder(inputs)), '      '),
  ];
}
