import { SCRIPTS } from '../engine.ts';
import { WELL_IN_FIRST_LIFE_ONLY } from '../recreate-scene.ts';
import type { SimContainer } from './sim-container.ts';
import type { SimSpec } from './spec.ts';

/** The scripts of engine.ts, acted out: so `runContainer({ docker })` and all that tests do with it work here as well. */
export function behaviourOf(command: readonly string[] | undefined): Partial<SimSpec> {
  const script = command?.at(-1);
  const ends = /^exit (\d+)$/.exec(script ?? '');
  if (ends) return { crashesAfterMs: 0, crashExitCode: Number(ends[1]) };
  switch (script) {
    case SCRIPTS.ignoresSigterm:
      return { ignoresSigtermMs: Number.POSITIVE_INFINITY };
    case SCRIPTS.neverRecovers:
      return { cure: Number.POSITIVE_INFINITY };
    case WELL_IN_FIRST_LIFE_ONLY:
      return { wellInFirstLifeOnly: true };
    default:
      return {};
  }
}

/** Their health is a file. */
export function actOut(container: SimContainer, line: string): void {
  if (line === 'rm -f /tmp/healthy') container.sicken();
  if (line === 'touch /tmp/healthy') container.recover();
}
