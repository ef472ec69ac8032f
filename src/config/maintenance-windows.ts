import type { MaintenanceWindow } from './config.ts';
import type { Kind } from './kinds.ts';
import { parseWindow, WINDOW_EXPECTS } from './maintenance.ts';

const MAX_WINDOWS = 50;

/** The windows of the setting `maintenance`, with `;` between them. */
export const maintenanceWindows: Kind<readonly MaintenanceWindow[]> = {
  expects: `${WINDOW_EXPECTS}; up to ${MAX_WINDOWS} of these with \`;\` between them`,
  json: { type: 'string' },
  parse: (text) => {
    const parts = text.split(';').filter((part) => part.trim() !== '');
    const windows = parts.slice(0, MAX_WINDOWS + 1).flatMap((part) => parseWindow(part) ?? []);
    return windows.length === parts.length && windows.length > 0 && windows.length <= MAX_WINDOWS ? windows : undefined;
  },
};
