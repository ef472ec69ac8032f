import { plainText } from '../../base/plain-text.ts';
import type { Config } from '../../config/config.ts';
import { parseLabels } from '../../config/labels.ts';
import type { Finding } from '../../containers/finding.ts';
import type { StatusReport } from '../../incidents/report/status.ts';
import type { MonitorClient } from '../client.ts';
import type { DoctorFacts, EngineReport } from '../deps.ts';
import type { Paint, Style } from '../paint.ts';
import { wrap } from '../table.ts';
import { plural } from '../words.ts';
import { type Check, known } from './check.ts';
import { checkChannels } from './check-channels.ts';
import { checkGuards } from './check-guards.ts';
import { checkHost } from './check-host.ts';
import {
  checkClock,
  checkDataDir,
  checkEngine,
  checkFindings,
  checkHealthChecks,
  checkMonitor,
  checkPermissions,
  checkStorage,
  checkStorageOf,
} from './checks.ts';
import { examineOnCall } from './on-call.ts';

interface Subject {
  config: Config;
  findings: readonly Finding[];
  client: MonitorClient;
  facts: DoctorFacts;
  now: number;
}

/** Looks at everything side by side, and judges it. */
export async function examine({ config, findings, client, facts, now }: Subject): Promise<Check[]> {
  const [monitor, engine, dataDir] = await Promise.all([
    known(() => client.get<StatusReport>('/api/status')),
    known(() => facts.engine(config)),
    known(() => facts.dataDir(config)),
  ]);
  const running = 'value' in monitor ? monitor.value : undefined;
  const storage = running ? checkStorageOf(running) : checkStorage(await known(() => facts.storage(config)));
  // The data folder is where the disk is measured: it has been made by now.
  const host = checkHost(running, await known(() => facts.host(config)));
  const checks = [checkMonitor(monitor), checkEngine(engine), storage, checkDataDir(dataDir), host];
  if ('value' in engine) {
    const clock = checkClock(engine.value);
    if (clock !== undefined) checks.push(clock);
    checks.push(...checkPermissions(engine.value));
    checks.push(checkHealthChecks(engine.value.containers, config));
    checks.push(...checkGuards(engine.value.containers, config));
  }
  checks.push(...checkChannels(await known(() => facts.channels(config)), config, now));
  const containers = 'value' in engine ? engine.value.containers : [];
  checks.push(...(await examineOnCall({ config, containers, facts: await facts.onCall(), now })));
  const labels = 'value' in engine ? findingsOfLabels(engine.value, config) : [];
  return [...checks, ...checkFindings([...findings, ...labels, ...(running?.findings ?? [])])];
}

const findingsOfLabels = ({ containers }: EngineReport, config: Config): Finding[] =>
  containers.flatMap(({ labels, target }) => parseLabels(labels, config, target).findings);

const MARKS: Readonly<Record<Check['level'], readonly [string, Style]>> = {
  ok: ['✓', 'good'],
  warn: ['!', 'bold'],
  fail: ['✗', 'bad'],
};

export function renderChecks(checks: readonly Check[], paint: Paint): string[] {
  const lines = checks.flatMap((check) => {
    const [mark, style] = MARKS[check.level];
    const [first = '', ...rest] = wrap(plainText(`${check.name}: ${check.message}`).split(' '), '  ');
    const cure = check.level === 'ok' ? [] : wrap(plainText(`→ ${check.cure}`).split(' '), '    ');
    return [`${paint(style, mark)} ${first.trimStart()}`, ...rest, ...cure];
  });
  const count = (level: Check['level']) => checks.filter((check) => check.level === level).length;
  return [
    ...lines,
    '',
    `${plural(count('fail'), 'failure')}, ${plural(count('warn'), 'warning')}, ${count('ok')} fine`,
  ];
}
