/** What Paramedic may need an engine for, and the endpoints that each needs, as a person would allow them in a socket proxy. */
export const ENDPOINTS = {
  watch: ['GET /containers/json', 'GET /containers/{id}/json', 'GET /containers/{id}/stats', 'GET /events'],
  logs: ['GET /containers/{id}/logs'],
  restart: ['POST /containers/{id}/restart'],
  stop: ['POST /containers/{id}/stop'],
  exec: ['POST /containers/{id}/exec', 'POST /exec/{id}/start', 'GET /exec/{id}/json'],
  recreate: [
    ...['POST /containers/create', 'POST /containers/{id}/start', 'POST /containers/{id}/stop'],
    ...['POST /containers/{id}/rename', 'DELETE /containers/{id}', 'GET /images/{name}/json'],
    ...['POST /networks/{id}/connect', 'POST /networks/{id}/disconnect'],
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type EngineNeed = keyof typeof ENDPOINTS;

/** How each is opened in Paramedic's own gate; the others are always open there. */
const GATE_SWITCH: Partial<Record<EngineNeed, string>> = { exec: 'exec', recreate: 'recreate' };

/** Pure: what a person has to do so that these endpoints pass. */
export function permissionCure(...endpoints: readonly string[]): string {
  const words = new Set(endpoints.flatMap((endpoint) => gateSwitchOf(endpoint) ?? []));
  const inStack =
    words.size === 0
      ? ''
      : `; in the compose stack: PARAMEDIC_GATE_ALLOW=${[...words].join(',')} (see docs/running.md)`;
  return `allow ${endpoints.join(', ')} in the socket proxy or authorization plugin${inStack}`;
}

/** An endpoint that something else needs as well is open without a switch. */
function gateSwitchOf(endpoint: string): string | undefined {
  const needs = (Object.keys(ENDPOINTS) as EngineNeed[]).filter((need) =>
    (ENDPOINTS[need] as readonly string[]).includes(endpoint),
  );
  return needs.every((need) => GATE_SWITCH[need] !== undefined) ? needs.map((need) => GATE_SWITCH[need])[0] : undefined;
}
