import { span } from '../../base/ago.ts';
import { messageOf, ParamedicError } from '../../base/errors.ts';
import type { Config } from '../../config/config.ts';
import { parseLabels } from '../../config/labels.ts';
import type { ContainerSummary } from '../../containers/container.ts';
import type { Finding } from '../../containers/finding.ts';
import { ENDPOINTS, permissionCure } from '../../containers/permissions.ts';
import type { StatusReport } from '../../incidents/report/status.ts';
import type { DataDirReport, EngineReport, StorageReport } from '../deps.ts';
import { plural } from '../words.ts';
import type { Check, Known } from './check.ts';

const CLOCK_TOLERANCE_MS = 2_000;
const LITTLE_SPACE_BYTES = 2 ** 30;
const MAX_NAMES = 10;

export function checkMonitor(monitor: Known<StatusReport>): Check {
  const name = 'monitor';
  if ('value' in monitor) {
    const { lastTurnSeconds, version, mode } = monitor.value;
    if (lastTurnSeconds <= 30) return { level: 'ok', name, message: `version ${version} runs in ${mode} mode` };
    const message = `runs, but its loop has not turned for ${span(lastTurnSeconds * 1_000)}`;
    return { level: 'fail', name, message, cure: 'Look into its log, and restart it.' };
  }
  const unreachable = monitor.error instanceof ParamedicError && monitor.error.code === 'no_monitor';
  return { ...failure(name, monitor.error, 'See its log.'), level: unreachable ? 'warn' : 'fail' };
}

export function checkEngine(engine: Known<EngineReport>): Check {
  const name = 'engine';
  if ('error' in engine) return failure(name, engine.error, 'Start Docker, or point DOCKER_HOST to it.');
  const { host, version, apiVersion, containers } = engine.value;
  return {
    level: 'ok',
    name,
    message: `Docker ${version} (API ${apiVersion}) on ${host}, ${plural(containers.length, 'container')}`,
  };
}

/** One check for each thing that cannot be done, however many endpoints it takes. */
export function checkPermissions({ needs, denied }: EngineReport): Check[] {
  const name = 'engine permissions';
  const missing = needs.flatMap((need) => {
    const endpoints = ENDPOINTS[need].filter((endpoint) => denied.includes(endpoint));
    return endpoints.length === 0 ? [] : [{ need, endpoints }];
  });
  if (missing.length === 0)
    return [{ level: 'ok', name, message: `all that is needed (${needs.join(', ')}) is allowed` }];
  return missing.map(({ need, endpoints }) => ({
    level: 'fail',
    name,
    message: `\`${need}\` cannot work, for these are refused: ${endpoints.join(', ')}`,
    cure: `${sentence(permissionCure(...endpoints))}.`,
  }));
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function checkClock({ clockSkewMs }: EngineReport): Check | undefined {
  const name = 'clock';
  if (clockSkewMs === undefined) return undefined;
  if (Math.abs(clockSkewMs) <= CLOCK_TOLERANCE_MS) return { level: 'ok', name, message: 'agrees with the engine' };
  const side = clockSkewMs > 0 ? 'ahead of' : 'behind';
  return {
    level: 'warn',
    name,
    message: `the engine's clock is ${span(Math.abs(clockSkewMs))} ${side} ours: times in incidents are off by that`,
    cure: 'Synchronise both clocks (NTP).',
  };
}

export function checkStorage(storage: Known<StorageReport>): Check {
  const name = 'storage';
  if ('error' in storage) return failure(name, storage.error, 'Start Postgres, or set DATABASE_URL.');
  const { where, pendingMigrations } = storage.value;
  if (pendingMigrations.length === 0) return { level: 'ok', name, message: `Postgres (${where}) is ready` };
  return {
    level: 'warn',
    name,
    message: `Postgres (${where}) lacks ${plural(pendingMigrations.length, 'migration')}: ${pendingMigrations.join(', ')}`,
    cure: '`paramedic serve` brings it up to date by itself; `paramedic migrate` does it now.',
  };
}

/** A running monitor knows best how its storage is. */
export function checkStorageOf({ storage }: StatusReport): Check {
  const name = 'storage';
  if (storage.ready) return { level: 'ok', name, message: 'the monitor says: ready' };
  const message = `${storage.reason ?? 'not ready yet'}; ${plural(storage.spooledRecords, 'record')} wait on disk`;
  return { level: 'fail', name, message, cure: 'Start Postgres, or set DATABASE_URL. Nothing is lost meanwhile.' };
}

export function checkDataDir(dataDir: Known<DataDirReport>): Check {
  const name = 'data folder';
  if ('error' in dataDir) return failure(name, dataDir.error, 'Set PARAMEDIC_DATA_DIR to a folder of its own.');
  const { path, writable, reason, freeBytes } = dataDir.value;
  if (!writable) {
    const cure = 'Make it writable for the user that Paramedic runs as, or set PARAMEDIC_DATA_DIR.';
    return { level: 'fail', name, message: `${path} cannot be written to${reason ? ` (${reason})` : ''}`, cure };
  }
  if (freeBytes !== undefined && freeBytes < LITTLE_SPACE_BYTES) {
    const message = `${path} has only ${Math.floor(freeBytes / 2 ** 20)} MiB left`;
    return {
      level: 'warn',
      name,
      message,
      cure: 'Make room: the spool and the logs need it most when Postgres is away.',
    };
  }
  return { level: 'ok', name, message: `${path} is writable` };
}

/** Of those that are watched; a probe of ours is as good. */
export function checkHealthChecks(containers: readonly ContainerSummary[], config: Config): Check {
  const name = 'health checks';
  const running = containers.flatMap(({ state, health, labels, target }) => {
    const { settings } = parseLabels(labels, config, target);
    if (state !== 'running' || !settings.watched) return [];
    return [{ target, isChecked: health !== 'none' || settings.probes.length > 0 }];
  });
  const without = running.flatMap(({ target, isChecked }) => (isChecked ? [] : [target]));
  if (without.length === 0)
    return { level: 'ok', name, message: `${plural(running.length, 'watched container')}, all have one or a probe` };
  const more = without.length > MAX_NAMES ? `, and ${without.length - MAX_NAMES} more` : '';
  return {
    level: 'warn',
    name,
    message: `${without.length} of ${plural(running.length, 'watched container')} have none, and no probe: ${without.slice(0, MAX_NAMES).join(', ')}${more}`,
    cure: 'Add HEALTHCHECK to the image, `healthcheck:` to the compose service, or a label such as `paramedic.probe.web.http=:8080/health`: without any only an end of the process is seen.',
  };
}

/** Labels and settings that do not do what their author meant; the same finding from two sources counts once. */
export function checkFindings(findings: readonly Finding[]): Check[] {
  const once = new Map(findings.map((finding) => [`${finding.code} ${finding.subject} ${finding.message}`, finding]));
  return [...once.values()].map(({ subject, message, cure }) => ({ level: 'warn', name: subject, message, cure }));
}

function failure(name: string, error: unknown, cure: string): Check & { level: 'fail' | 'warn' } {
  const own = error instanceof ParamedicError ? error.cure : undefined;
  return { level: 'fail', name, message: messageOf(error), cure: own ?? cure };
}
