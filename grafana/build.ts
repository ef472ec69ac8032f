import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toJson } from './src/finish.ts';
import { overview } from './src/overview.ts';

/** `npm run dashboards`: writes what Grafana provisions. The JSON is committed, so that compose needs no build. */
const file = join(import.meta.dirname, 'dashboards', 'overview.json');
writeFileSync(file, toJson(overview()));
console.log(`wrote ${file}`);
