const PARTS = ['heal', 'scale', 'escalation'] as const;
export type Part = (typeof PARTS)[number];

export interface Options {
  readonly quick: boolean;
  readonly parts: readonly Part[];
}

/** Undefined: not to be understood. */
export function optionsOf(args: readonly string[]): Options | undefined {
  const rest = args.filter((arg) => arg !== '--quick');
  const quick = rest.length < args.length;
  if (rest.length === 0) return { quick, parts: PARTS };
  const [flag, wanted] = rest;
  const part = PARTS.find((known) => known === wanted);
  return flag === '--only' && part !== undefined && rest.length === 2 ? { quick, parts: [part] } : undefined;
}
