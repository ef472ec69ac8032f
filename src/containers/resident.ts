/** What the graph needs to know of one container. */
export interface Resident {
  readonly target: string;
  readonly name: string;
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly networkMode: string;
  /** From its own label: targets, container names, services of its project, or `project/service`. */
  readonly dependsOn: readonly string[];
}
