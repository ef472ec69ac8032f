import type { Scene } from '../healing/ports.ts';
import { checkOf } from './translate-check.ts';
import type { InspectedInFull } from './vendor-full.ts';

const CHECKS = 5;
const MIN_SECRET = 6;
const SECRET_NAME = /PASS|PASSWORD|PWD|SECRET|TOKEN|KEY|CREDENTIAL|AUTH|DSN|CONNECTION_?STRING/i;
/** `scheme://user:password@host`, whatever the variable is called. */
const PASSWORD_IN_URL = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:([^/\s@]+)@/i;

type Facts = Pick<Scene, 'checks' | 'secrets' | 'setup'>;

/** What an inspect tells of the scene. Pure. */
export function translateScene(raw: InspectedInFull): Facts {
  return {
    checks: (raw.State?.Health?.Log ?? []).slice(-CHECKS).flatMap((check) => checkOf(check) ?? []),
    secrets: secretsIn(raw.Config?.Env ?? []),
    setup: setupOf(raw),
  };
}

/** Longest first, so that one which contains another is taken out whole. Shorter ones would blot out ordinary words. */
export function secretsIn(env: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const variable of env) {
    const { name, value } = split(variable);
    const inUrl = PASSWORD_IN_URL.exec(value)?.[1];
    if (inUrl !== undefined) for (const text of [value, inUrl, decoded(inUrl)]) found.add(text);
    else if (SECRET_NAME.test(name)) found.add(value);
  }
  return [...found].filter((text) => text.length >= MIN_SECRET).sort((a, b) => b.length - a.length);
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
    environmentNames: (config.Env ?? []).map((variable) => split(variable).name),
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

function split(variable: string): { name: string; value: string } {
  const at = variable.indexOf('=');
  return at < 0 ? { name: variable, value: '' } : { name: variable.slice(0, at), value: variable.slice(at + 1) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
