import { ParamedicError } from '../base/errors.ts';

/** The lowest API that has all we need, and the highest whose shapes the translators know. */
const OWN_MIN = '1.41';
const OWN_MAX = '1.51';

/** The version to speak: the highest that both sides know. Pure. */
export function negotiate(engine: { apiVersion: string; minApiVersion: string | undefined }): string {
  if (compare(engine.apiVersion, OWN_MIN) < 0) {
    throw new ParamedicError(
      'engine_too_old',
      `the engine speaks API ${engine.apiVersion}, at least ${OWN_MIN} is needed`,
      {
        cure: 'update the engine to Docker 20.10 or newer',
      },
    );
  }
  if (engine.minApiVersion !== undefined && compare(engine.minApiVersion, OWN_MAX) > 0) {
    throw new ParamedicError('engine_too_new', `the engine asks for API ${engine.minApiVersion}, we know ${OWN_MAX}`, {
      cure: 'update Paramedic, or lower the minimum API version of the engine (DOCKER_MIN_API_VERSION)',
    });
  }
  return compare(engine.apiVersion, OWN_MAX) < 0 ? engine.apiVersion : OWN_MAX;
}

function compare(a: string, b: string): number {
  const [majorA, minorA] = parts(a);
  const [majorB, minorB] = parts(b);
  return majorA - majorB || minorA - minorB;
}

function parts(version: string): [number, number] {
  const match = /^(\d+)\.(\d+)/.exec(version);
  return match ? [Number(match[1]), Number(match[2])] : [0, 0];
}
