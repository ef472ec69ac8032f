import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { sqlChosen } from './filters.ts';
import { COLOUR } from './look.ts';
import { rows } from './queries.ts';
import { POSTGRES } from './sources.ts';

const INCIDENTS = `
SELECT
  i.timestamp AS time,
  i.resolved_at AS timeend,
  concat(i.incident_type, ' · ', i.target) AS text,
  concat_ws(',', i.severity, i.resolution) AS tags
FROM monitor_incidents i
WHERE $__timeFilter(i.timestamp) AND ${sqlChosen('i')}
ORDER BY i.timestamp DESC
LIMIT 200`.trim();

/** Marks on every chart when an incident began and ended: the eye finds the cause beside it. */
export const incidentAnnotations = (): AnnotationQueryBuilder =>
  new AnnotationQueryBuilder()
    .name('Incidents')
    .datasource(POSTGRES)
    .enable(true)
    .iconColor(COLOUR.bad)
    .target(rows(INCIDENTS));
