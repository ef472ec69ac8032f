import { onCallReport, type StatusWithOnCall } from '../escalation/as-json.ts';
import { hostReport, statusReport } from '../incidents/report/status.ts';
import { openapi } from './openapi.ts';
import { renderPage } from './page.ts';
import { PAGE_SCRIPT, PAGE_STYLE } from './page-assets.ts';
import { Problem } from './problem.ts';
import type { Route, Sources } from './route.ts';

export const statusRoutes = ({ fleet, onCall, clock, version }: Sources): Route[] => {
  const status = (): StatusWithOnCall => {
    const figure = onCall.view.figures();
    const report = statusReport(fleet, version, clock.now());
    return figure === undefined ? report : { ...report, onCall: onCallReport(figure) };
  };
  return [
    {
      path: '/',
      handle: (_request, response) => void response.type('html').end(renderPage(status())),
    },
    { path: '/assets/page.js', open: true, handle: (_request, response) => void response.type('js').end(PAGE_SCRIPT) },
    { path: '/assets/page.css', open: true, handle: (_request, response) => void response.type('css').end(PAGE_STYLE) },
    { path: '/api/openapi.json', handle: (_request, response) => void response.json(openapi(version)) },
    {
      path: '/api/status',
      handle: (_request, response) => void response.json(status()),
    },
    {
      path: '/api/findings',
      handle: (_request, response) => void response.json({ items: fleet.findings(), next: null }),
    },
    {
      path: '/api/metrics/system/latest',
      handle: (_request, response) => {
        const sample = fleet.hostSample();
        if (sample === undefined) {
          throw new Problem(503, 'No sample yet', 'The host has not been sampled yet.', {
            cure: 'Try again in a moment.',
          });
        }
        response.json(hostReport(sample));
      },
    },
  ];
};
