import type { Finding } from '../containers/finding.ts';
import type { Config } from './config.ts';
import type { ContainerSettings, HealAction } from './container-settings.ts';
import { DEFAULT_ACTIONS } from './heal-actions.ts';
import type { Label } from './label.ts';
import { DROP_IN_LABELS, LABELS } from './label-names.ts';
import { LabelReader, type Labels } from './label-reader.ts';
import { readLogTriggers } from './log-labels.ts';
import { readProbes } from './probe-labels.ts';
import { unknownLabels } from './unknown-labels.ts';

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
  const reader = new LabelReader(labels);
  const ladder = readLadder(reader);
  const maxAttempts = reader.read(LABELS.maxAttempts);
  const settings: ContainerSettings = {
    watched: first(watchVotes(config).map((vote) => reader.read(vote))) ?? config.watch.mode === 'all',
    ...ladder,
    maxAttempts: maxAttempts ?? config.heal.maxAttempts,
    maxAttemptsByLabel: maxAttempts !== undefined,
    dependsOn: reader.read(LABELS.dependsOn, 'it is left out') ?? [],
    guards: reader.read(LABELS.guards, 'it guards nothing') ?? [],
    probes: readProbes(reader),
    logs: readLogTriggers(reader),
    limits: { cpuRatio: reader.read(LABELS.limitCpu), memoryRatio: reader.read(LABELS.limitMemory) },
    stopTimeoutMs:
      first([reader.read(LABELS.stopTimeout), reader.read(DROP_IN_LABELS.stopTimeout)]) ?? config.heal.stopTimeoutMs,
    verifyMs: reader.read(LABELS.verify) ?? config.heal.verifyMs,
    escalate: reader.read(LABELS.escalate) ?? true,
    workspace: reader.read(LABELS.workspace, "its compose project's is used instead"),
  };
  const findings = [...reader.findings, ...unknownLabels(reader.names, config.watch.label)];
  return { settings, findings: capped(findings).map((found) => ({ ...found, subject: subject ?? found.subject })) };
}

/** The rung `exec` and its command belong together: one without the other does nothing, and is told. */
function readLadder(reader: LabelReader): Pick<ContainerSettings, 'actions' | 'actionsByLabel' | 'exec'> {
  const asked = reader.read(LABELS.actions);
  const exec = reader.read(LABELS.exec, 'the action `exec` is left out');
  const wantsExec = asked?.includes('exec') === true;
  if (wantsExec && !reader.has(LABELS.exec)) {
    const what = 'names `exec` without a command for it; that action is left out.';
    reader.tell('exec_without_command', LABELS.actions.name, what, `Add the label \`${LABELS.exec.name}\`.`);
  }
  if (exec !== undefined && asked !== undefined && !wantsExec) tellExecUnused(reader, asked);
  if (exec !== undefined && !reader.has(LABELS.actions)) tellExecUnused(reader, DEFAULT_ACTIONS);
  const named = asked?.filter((action: HealAction) => action !== 'exec' || exec !== undefined) ?? [];
  const byLabel = named.length > 0;
  return { actions: byLabel ? named : DEFAULT_ACTIONS, actionsByLabel: byLabel, exec };
}

function tellExecUnused(reader: LabelReader, others: readonly HealAction[]): void {
  const actions = ['exec', ...others.filter((action) => action !== 'none')].join(', ');
  const what = `has no effect: the label \`${LABELS.actions.name}\` does not name \`exec\`.`;
  reader.tell('exec_not_named', LABELS.exec.name, what, `Write \`${LABELS.actions.name}\` as \`${actions}\`.`);
}

/** The labels that may say whether a container is watched, the strongest first. */
function watchVotes(config: Config): Label<boolean>[] {
  const { autoheal, deunhealth } = DROP_IN_LABELS;
  const own = config.watch.label;
  const votes = [LABELS.enable, ...(own === undefined ? [] : [{ ...autoheal, name: own }]), autoheal, deunhealth];
  return votes.filter((vote, index) => votes.findIndex(({ name }) => name === vote.name) === index);
}

const first = <T>(values: readonly (T | undefined)[]): T | undefined => values.find((value) => value !== undefined);

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
