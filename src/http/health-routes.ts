import { secondsSince } from '../incidents/report/instant.ts';
import { Problem } from './problem.ts';
import type { Route, Sources } from './route.ts';

/** The loop turns every few seconds; this long without a turn is a stall. */
const STALLED_AFTER_SECONDS = 30;

export const healthRoutes = ({ fleet, clock, version }: Sources): Route[] => [
  {
    path: '/healthz',
    open: true,
    handle: (_request, response) => {
      const lastTurnSeconds = secondsSince(fleet.lastTurnAt(), clock.now());
      const alive = lastTurnSeconds <= STALLED_AFTER_SECONDS;
      response.status(alive ? 200 : 503).json({
        status: alive ? 'ok' : 'stalled',
        lastTurnSeconds,
        stalledAfterSeconds: STALLED_AFTER_SECONDS,
        role: fleet.leadership().role,
        engineConnected: fleet.engine().connected,
        storageReady: fleet.storage().ready,
        version,
      });
    },
  },
  {
    path: '/readyz',
    handle: (_request, response) => {
      const engine = fleet.engine();
      const storage = fleet.storage();
      const { role, leader } = fleet.leadership();
      const reasons: { name: string; message: string }[] = [];
      // It is well, but whoever wants something of the watch must ask the other one.
      if (role === 'standby') reasons.push({ name: 'standby', message: `${leader ?? 'nobody'} leads` });
      else if (!engine.connected) reasons.push({ name: 'engine', message: engine.reason ?? 'not connected yet' });
      if (!storage.ready) reasons.push({ name: 'storage', message: storage.reason ?? 'not ready yet' });
      if (reasons.length > 0) {
        const away = reasons.map(({ name, message }) => `${name}: ${message}`).join('; ');
        const cure = role === 'standby' ? 'Ask the monitor that leads.' : 'Run `paramedic doctor`.';
        throw new Problem(503, 'Not ready', away, { errors: reasons, cure });
      }
      response.json({ status: 'ready' });
    },
  },
];
