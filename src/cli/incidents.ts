import type { IncidentReport } from '../incidents/report/incident.ts';
import { type Paint, styleOf } from './paint.ts';
import { table } from './table.ts';
import { shortId, when } from './words.ts';

/** Rows of incidents; the id is long enough for `paramedic incidents show`. */
export function incidentTable(incidents: readonly IncidentReport[], now: number, paint: Paint): string[] {
  if (incidents.length === 0) return [];
  const rows = incidents.map((incident) => [
    shortId(incident.id),
    when(incident.timestamp, now),
    { text: outcomeOf(incident), style: styleOf(incident.status) },
    incident.type,
    incident.target,
    String(incident.healAttempts),
  ]);
  return table(['ID', 'OPENED', 'STATUS', 'TYPE', 'CONTAINER', 'ATTEMPTS'], rows, paint);
}

const outcomeOf = ({ status, resolution }: IncidentReport): string =>
  status === 'resolved' ? (resolution ?? status) : status;
