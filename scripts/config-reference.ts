import { z } from 'zod';
import { AUTOHEAL_VARIABLES } from '../src/config/autoheal.ts';
import type { Label } from '../src/config/label.ts';
import { DROP_IN_LABELS, LABELS, LOG_LABEL, PROBE_LABELS } from '../src/config/label-names.ts';
import { schema } from '../src/config/schema.ts';
import { SETTINGS, type Setting } from '../src/config/settings.ts';
import { row, table, withTables } from './tables.ts';

/** The JSON Schema of paramedic.yml, for editors. */
export function settingsJsonSchema(): string {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return `${JSON.stringify({ $schema, title: 'Paramedic: paramedic.yml', ...rest }, null, 2)}\n`;
}

/** Puts the tables into the page, each between its two marks. */
export const renderConfigurationPage = (page: string): string => withTables('docs/configuration.md', page, TABLES);

const variablesOf = (setting: Setting): string => {
  const standard = setting.standard.filter((name) => !name.startsWith('AUTOHEAL_'));
  const names = [setting.variable, ...standard].map((name) => `\`${name}\`${setting.secret ? ' (`_FILE`)' : ''}`);
  return names.join(', ');
};

const labelRow = (label: Label<unknown>): string =>
  row(`\`${label.name}\``, label.byDefault, label.description, label.kind.expects);

const TABLES = {
  settings: () =>
    table(
      ['Setting', 'Variable', 'Default', 'What it does', 'Value'],
      SETTINGS.map((setting) =>
        row(
          `\`${setting.key}\``,
          variablesOf(setting),
          setting.byDefault === undefined ? (setting.absent ?? '') : `\`${setting.byDefault}\``,
          setting.description,
          setting.expects,
        ),
      ),
    ),
  labels: () => table(['Label', 'Default', 'What it does', 'Value'], Object.values(LABELS).map(labelRow)),
  'probe and log labels': () =>
    table(
      ['Label', 'Default', 'What it does', 'Value'],
      [...Object.values(PROBE_LABELS), LOG_LABEL].map((each) => labelRow(each)),
    ),
  'drop-in labels': () =>
    table(['Label', 'Default', 'What it does', 'Value'], Object.values(DROP_IN_LABELS).map(labelRow)),
  'drop-in variables': () =>
    table(
      ['Variable', 'Stands for'],
      Object.entries(AUTOHEAL_VARIABLES).map(([name, meaning]) => row(`\`${name}\``, meaning)),
    ),
} as const;
