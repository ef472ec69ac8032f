import type { Finding } from '../containers/finding.ts';
import type { Config, ContainerSettings } from './config.ts';
import { DEFAULT_ACTIONS } from './heal-actions.ts';
import { DROP_IN_LABELS, LABELS, type Label } from './label-names.ts';
import { quote } from './quote.ts';
import { unknownLabels } from './unknown-labels.ts';

type Labels = Readonly<Record<string, string>>;

/** A hostile container may carry thousands of labels; a person needs only the first few findings. */
const MAX_FINDINGS = 20;

/**
 * What the labels of one container ask for, over the configuration. Labels are anybody's text: one that does not parse
 * is a finding and its default is used; nothing here throws. `subject` is what the findings are about, usually the target.
 * Who wins: `paramedic.…`, then docker-autoheal's labels, then deunhealth's, then the configuration.
 */
export function parseLabels(
  labels: Labels,
  config: Config,
  subject?: string,
): { settings: ContainerSettings; findings: Finding[] } {
  const findings: Finding[] = [];
  const read = <T>(label: Label<T>): T | undefined => {
    const text = textOf(labels, label.name);
    if (text === undefined) return undefined;
    const value = label.kind.parse(text);
    if (value === undefined) findings.push(badLabel(label, text));
    return value;
  };

  const actions = read(LABELS.actions);
  for (const name of actions?.later ?? []) findings.push(laterAction(name));
  const named = actions !== undefined && actions.actions.length > 0 ? actions.actions : undefined;
  const maxAttempts = read(LABELS.maxAttempts);
  const settings: ContainerSettings = {
    watched: first(watchVotes(config).map(read)) ?? config.watch.mode === 'all',
    actions: named ?? DEFAULT_ACTIONS,
    actionsByLabel: named !== undefined,
    maxAttempts: maxAttempts ?? config.heal.maxAttempts,
    maxAttemptsByLabel: maxAttempts !== undefined,
    exec: undefined,
    dependsOn: [],
    guards: [],
    probes: [],
    logs: [],
    limits: { cpuRatio: undefined, memoryRatio: undefined },
    stopTimeoutMs: first([read(LABELS.stopTimeout), read(DROP_IN_LABELS.stopTimeout)]) ?? config.heal.stopTimeoutMs,
    verifyMs: read(LABELS.verify) ?? config.heal.verifyMs,
    escalate: read(LABELS.escalate) ?? true,
  };
  findings.push(...unknownLabels(Object.keys(labels), config.watch.label));
  return { settings, findings: capped(findings).map((found) => ({ ...found, subject: subject ?? found.subject })) };
}

/** The labels that may say whether a container is watched, the strongest first. */
function watchVotes(config: Config): Label<boolean>[] {
  const { autoheal, deunhealth } = DROP_IN_LABELS;
  const own = config.watch.label;
  const votes = [LABELS.enable, ...(own === undefined ? [] : [{ ...autoheal, name: own }]), autoheal, deunhealth];
  return votes.filter((vote, index) => votes.findIndex(({ name }) => name === vote.name) === index);
}

const first = <T>(values: readonly (T | undefined)[]): T | undefined => values.find((value) => value !== undefined);

function textOf(labels: Labels, name: string): string | undefined {
  const text: unknown = Object.hasOwn(labels, name) ? labels[name] : undefined;
  return text === undefined ? undefined : String(text).slice(0, 1_000).trim();
}

const badLabel = (label: Label<unknown>, text: string): Finding => ({
  code: 'bad_label',
  subject: label.name,
  message: `Label ${quote(label.name)} is ${text === '' ? 'empty' : quote(text)}; the default is used instead.`,
  cure: `Write ${label.kind.expects}.`,
});

const laterAction = (name: string): Finding => ({
  code: 'action_not_available',
  subject: LABELS.actions.name,
  message: `Label ${quote(LABELS.actions.name)} names ${quote(name)}, which is not available in this version; it is skipped.`,
  cure: `Remove ${quote(name)} from the list until a version that has it.`,
});

function capped(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= MAX_FINDINGS) return findings;
  const rest = findings.length - MAX_FINDINGS;
  return [
    ...findings.slice(0, MAX_FINDINGS),
    {
      code: 'more_bad_labels',
      subject: 'labels',
      message: `${rest} more labels are not understood.`,
      cure: 'Mend the labels that are named; the next ones are named then.',
    },
  ];
}
