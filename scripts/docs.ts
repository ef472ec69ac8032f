import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { renderConfigurationPage, settingsJsonSchema } from './config-reference.ts';
import { renderGuardrailsPage } from './guardrails-reference.ts';

/** `npm run docs`: writes what the code knows better than any page. A unit test fails while these files are stale. */
const root = resolve(import.meta.dirname, '..');
const write = (name: string, render: (before: string) => string): void => {
  const path = resolve(root, name);
  writeFileSync(path, render(readFileSync(path, { encoding: 'utf8', flag: 'a+' })));
  console.log(`wrote ${name}`);
};

write('docs/configuration.md', renderConfigurationPage);
write('docs/guardrails.md', renderGuardrailsPage);
write('paramedic.schema.json', settingsJsonSchema);
