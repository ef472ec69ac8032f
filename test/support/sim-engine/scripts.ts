import { SCRIPTS } from '../engine.ts';
import type { SimContainer } from './sim-container.ts';
import type { SimSpec } from './spec.ts';

/** The scripts of engine.ts, acted out: so `runContainer({ docker })` and all that tests do with it work here as well. */
export function behaviourOf(command: readonly string[] | undefined): Partial<SimSpec> {
  switch (command?.at(-1)) {
    case SCRIPTS.ignoresSigterm:
      return { ignoresSigtermMs: Number.POSITIVE_INFINITY };
    case SCRIPTS.neverRecovers:
      return { cure: Number.POSITIVE_INFINITY };
    default:
      return {};
  }
}

/** Their health is a file. */
export function actOut(container: SimContainer, command: readonly string[]): void {
  const line = command.join(' ');
  if (line.includes('rm -f /tmp/healthy')) container.sicken();
  if (line.includes('touch /tmp/healthy')) container.recover();
}
