import type { Scene } from '../healing/ports.ts';
import { secretsIn, splitVariable } from './env-secrets.ts';
import { checkOf } from './translate-check.ts';
import type { InspectedInFull } from './vendor-full.ts';

const CHECKS = 5;

type Facts = Pick<Scene, 'checks' | 'secrets' | 'setup'>;

/** What an inspect tells of the scene. Pure. */
export function translateScene(raw: InspectedInFull): Facts {
  const secrets = secretsIn(raw.Config?.Env ?? []);
  return {
    checks: (raw.State?.Health?.Log ?? []).slice(-CHECKS).flatMap((check) => checkOf(check, secrets) ?? []),
    secrets,
    setup: setupOf(raw),
  };
}

function setupOf(raw: InspectedInFull): Readonly<Record<string, unknown>> {
  const config = raw.Config ?? {};
  const host = raw.HostConfig ?? {};
  return {
    image: config.Image ?? '',
    entrypoint: config.Entrypoint ?? [],
    command: config.Cmd ?? [],
    user: config.User ?? '',
    workingDir: config.WorkingDir ?? '',
    environmentNames: (config.Env ?? []).map((variable) => splitVariable(variable).name),
    memoryLimitBytes: host.Memory || undefined,
    cpus: host.NanoCpus ? host.NanoCpus / 1e9 : undefined,
    pidsLimit: host.PidsLimit || undefined,
    restartPolicy: host.RestartPolicy?.Name || 'no',
    privileged: host.Privileged ?? false,
    readOnlyRoot: host.ReadonlyRootfs ?? false,
    mounts: (raw.Mounts ?? []).map((mount) => {
      const from = mount.Name || mount.Source || '';
      return `${mount.Type ?? ''} ${from} → ${mount.Destination ?? ''}${mount.RW === false ? ' (read-only)' : ''}`;
    }),
    networks: Object.keys(raw.NetworkSettings?.Networks ?? {}),
    ports: host.PortBindings ?? {},
    logDriver: host.LogConfig?.Type ?? '',
  };
}
