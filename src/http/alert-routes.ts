import { alertsBody, readAlerts } from './alert-body.ts';
import { readBody } from './query.ts';
import type { Route, Sources } from './route.ts';

/** Where an Alertmanager tells of its alerts. It comes again with what is answered by 5xx, and never with what 4xx refuses. */
export const alertRoutes = ({ desk }: Sources): Route[] => [
  {
    method: 'POST',
    path: '/api/v1/alerts',
    bodyLimit: '2mb',
    handle: async (request, response) => {
      const { alerts, unread } = readAlerts(readBody(alertsBody, request).alerts);
      response.json(await desk.takeAlerts(alerts, unread));
    },
  },
];
