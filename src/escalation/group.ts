import { isOneOff } from '../containers/target.ts';

export interface Group {
  /** One open escalation per host and group: what belongs together goes to one run. */
  readonly key: string;
  readonly project: string | undefined;
}

/** Containers of one compose project are made from one repository, so their troubles are one matter; others stand alone. */
export function groupOf(target: string, labels: Readonly<Record<string, string>>): Group {
  const project = labels['com.docker.compose.project'];
  if (!project || isOneOff(labels)) return { key: `target/${target}`, project: undefined };
  return { key: `project/${project}`, project };
}
