/** Something wrong with the configuration; all of them are told together, and Paramedic ends with exit code 2. */
export interface Fault {
  /** The setting, or the name as it was written when there is no such setting. */
  key: string;
  /** Where it stands: a variable, or file and line. */
  source: string;
  /** What it is. Never the value of a secret. */
  is: string;
  shouldBe: string;
}

export function formatFaults(faults: readonly Fault[]): string {
  const head =
    faults.length === 1 ? 'The configuration has a fault:' : `The configuration has ${faults.length} faults:`;
  const lines = faults.map((fault) => `  ${fault.key} (${fault.source}): is ${fault.is}; should be ${fault.shouldBe}`);
  return [head, ...lines].join('\n');
}
