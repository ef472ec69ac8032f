import { redact } from '../base/redact.ts';
import type { Container, ContainerState, RestartPolicy } from '../containers/container.ts';
import { targetOf } from '../containers/target.ts';
import { cpuCoresOf } from './cpu-cores.ts';
import { secretsIn } from './env-secrets.ts';
import { instantOf } from './instants.ts';
import { checkOf } from './translate-check.ts';
import { nameOf } from './translate-name.ts';
import { healthOf, stateOf } from './translate-state.ts';
import type { InspectedContainer, InspectedNetwork, Maybe } from './vendor.ts';

const OUTPUT_CAP = 1_000;

/** `GET /containers/ID/json`. Pure. */
export function translateContainer(raw: InspectedContainer): Container {
  const name = nameOf([raw.Name ?? ''], raw.Id);
  const labels = raw.Config?.Labels ?? {};
  const engineState = raw.State ?? {};
  const state = stateOf(engineState.Status);
  const health = engineState.Health;
  const secrets = secretsIn(raw.Config?.Env ?? []);
  return {
    id: raw.Id,
    name,
    target: targetOf(name, labels),
    image: raw.Config?.Image ?? '',
    imageId: raw.Image ?? '',
    labels,
    // Whole seconds, as the list has it.
    createdAt: Math.floor((instantOf(raw.Created) ?? 0) / 1000) * 1000,
    state,
    health: healthOf(health?.Status, state),
    startedAt: instantOf(engineState.StartedAt),
    finishedAt: instantOf(engineState.FinishedAt),
    exitCode: exitCodeOf(state, engineState.ExitCode, instantOf(engineState.FinishedAt)),
    oomKilled: engineState.OOMKilled ?? false,
    restartCount: raw.RestartCount ?? 0,
    restartPolicy: restartPolicyOf(raw.HostConfig?.RestartPolicy?.Name),
    autoRemove: raw.HostConfig?.AutoRemove ?? false,
    lastCheck: checkOf(health?.Log?.at(-1), secrets),
    failingStreak: health?.FailingStreak ?? 0,
    networkMode: raw.HostConfig?.NetworkMode ?? '',
    startPeriodMs: Math.round((raw.Config?.Healthcheck?.StartPeriod ?? 0) / 1e6),
    ...(typeof raw.Config?.StopTimeout === 'number' && { stopGraceMs: raw.Config.StopTimeout * 1_000 }),
    startError: engineState.Error ? redact(engineState.Error, secrets).slice(0, OUTPUT_CAP) : undefined,
    cpuCores: cpuCoresOf(raw.HostConfig),
    addresses: addressesOf(raw.NetworkSettings?.Networks),
    ...(secrets.length > 0 && { secrets }),
  };
}

function addressesOf(networks: Maybe<Record<string, Maybe<InspectedNetwork>>>): readonly string[] {
  return Object.entries(networks ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, network]) => network?.IPAddress || network?.GlobalIPv6Address || []);
}

/** A running container reports 0 whatever its last end was: the engine has forgotten. A failed start has a code but no end. */
function exitCodeOf(state: ContainerState, code: number | null | undefined, finishedAt: number | undefined) {
  if (state === 'running' || state === 'paused') return undefined;
  return finishedAt === undefined && !code ? undefined : (code ?? undefined);
}

function restartPolicyOf(name: string | null | undefined): RestartPolicy {
  return name === 'always' || name === 'unless-stopped' || name === 'on-failure' ? name : 'no';
}
