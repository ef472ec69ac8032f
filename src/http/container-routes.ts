import { z } from 'zod';
import { containerDetail, containerReport, explainReport } from '../incidents/report/container.ts';
import type { TargetView } from '../incidents/view.ts';
import { instant } from './fields.ts';
import { Problem } from './problem.ts';
import { readQuery } from './query.ts';
import type { Route, Sources } from './route.ts';

const listQuery = z.strictObject({
  verdict: z.enum(['healthy', 'sick', 'unknown', 'off']).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
  after: z.string().max(1_000).optional(),
});

/** What is in memory, or all on record since an instant. */
const explainQuery = z.strictObject({
  since: instant.optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});

export const containerRoutes = ({ fleet, archive }: Sources): Route[] => {
  const find = (target: unknown): TargetView => {
    const view = fleet.target(String(target));
    if (view !== undefined) return view;
    throw new Problem(404, 'No such container', 'No container with this target is watched.', {
      cure: 'GET /api/containers lists them; encode `/` and `#` in the URL as %2F and %23.',
    });
  };
  return [
    {
      path: '/api/containers',
      handle: (request, response) => {
        const { verdict, limit, after } = readQuery(listQuery, request.query);
        const rest = fleet
          .targets()
          .filter(
            (view) =>
              (verdict === undefined || view.verdict === verdict) && (after === undefined || view.target > after),
          )
          .sort((a, b) => (a.target < b.target ? -1 : 1));
        const page = rest.slice(0, limit);
        const next = rest.length > limit ? (page[page.length - 1]?.target ?? null) : null;
        response.json({ items: page.map(containerReport), next });
      },
    },
    {
      path: '/api/containers/:target',
      handle: (request, response) => void response.json(containerDetail(find(request.params.target))),
    },
    {
      path: '/api/containers/:target/explain',
      handle: async (request, response) => {
        const { since, limit } = readQuery(explainQuery, request.query);
        const view = find(request.params.target);
        const { target } = view;
        const decisions =
          since === undefined
            ? (fleet.explain(target) ?? []).slice(-limit)
            : await archive.decisions({ host: fleet.leadership().host, target, since, limit });
        response.json(explainReport(view, decisions));
      },
    },
  ];
};
