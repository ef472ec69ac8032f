import { INCIDENT_TYPES, type IncidentType } from './incident-type.ts';
import type { Kind } from './kinds.ts';

const isIncidentType = (name: string): name is IncidentType => (INCIDENT_TYPES as readonly string[]).includes(name);

export const incidentTypes: Kind<readonly IncidentType[]> = {
  expects: `types of incidents with commas between them, or \`none\`: ${INCIDENT_TYPES.join(', ')}`,
  json: { type: 'string' },
  parse: (text) => {
    const names = [...new Set(text.toLowerCase().split(/[\s,]+/))].filter(Boolean);
    if (names.length === 1 && names[0] === 'none') return [];
    return names.length > 0 && names.every(isIncidentType) ? names : undefined;
  },
};
