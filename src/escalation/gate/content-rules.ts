/** What in the text of a file a person has to see before it is changed. Names are file names, case ignored. */

export const FILE_KINDS = {
  schema: {
    names: '*.sql *.ddl *.psql *.prisma',
    folders: 'migrations migration migrate alembic flyway liquibase changelogs',
  },
  yaml: { names: '*.yml *.yaml', folders: '' },
  build: { names: 'dockerfile* *.dockerfile containerfile*', folders: '' },
  settings: {
    names: '*.yml *.yaml *.json *.ini *.conf *.cfg *.cnf *.toml *.properties *.xml *.config',
    folders: '',
  },
} as const;
export type FileKind = keyof typeof FILE_KINDS;

/** Statements that lose data or give rights; comments are taken out and blanks are one space. */
export const DESTRUCTIVE =
  /\b(?:drop|truncate|grant|revoke|superuser|bypassrls)\b|\bdelete from\b|\bexecute (?!function|procedure)|\\!|(?:drop|remove|delete|rename|truncate)_?(?:tables?|columns?|schemas?|databases?|models?|fields?|index(?:es)?|collections?|constraints?|all)\b/i;

/** Keys of a compose file that give rights over the host, with the values that do not. */
export const COMPOSE_RIGHTS: Readonly<Record<string, RegExp>> = {
  privileged: /^false$/,
  cap_add: /^$/,
  devices: /^$/,
  device_cgroup_rules: /^$/,
  security_opt: /^no-new-privileges(?:[:=]true)?$/,
  pid: /^service:/,
  ipc: /^(?:none|private|shareable|service:.*)$/,
  uts: /^$/,
  userns_mode: /^$/,
  network_mode: /^(?:bridge|none|service:.*)$/,
  network: /^(?!host$)/,
  cgroup: /^private$/,
  cgroup_parent: /^$/,
  use_api_socket: /^false$/,
  runtime: /^runc$/,
  entitlements: /^$/,
  // These take part of the file from somewhere else, where nobody has judged it, or run a program of the host.
  include: /\.ya?ml$/i,
  extends: /^$/,
  label_file: /^$/,
  provider: /^$/,
  dockerfile: /(?:^|\/)(?:dockerfile|containerfile)[^/]*$|\.dockerfile$/i,
  dockerfile_inline: /^$/,
  additional_contexts: /^$/,
};
/** A file with one of these is read as a compose file: an override need not have services. */
export const COMPOSE_SECTIONS: readonly string[] = ['services', 'include', 'volumes', 'networks', 'secrets', 'configs'];
/** The same in a manifest, and so in any file. */
export const MANIFEST_RIGHTS: Readonly<Record<string, RegExp>> = {
  privileged: /^false$/,
  hostNetwork: /^false$/,
  hostPID: /^false$/,
  hostIPC: /^false$/,
  hostPath: /^$/,
  allowPrivilegeEscalation: /^false$/,
};
/**
 * Keys of a compose file whose value may be a place on the host, and the places that are no business of a container; what a
 * variable stands for is not known.
 */
export const HOST_PATH_KEYS: readonly string[] = [
  'volumes',
  'source',
  'device',
  'file',
  'context',
  'env_file',
  'include',
  'build',
  'path',
];
export const HOST_PATHS =
  /^\/(?:$|:|(?:etc|root|home|proc|sys|dev|boot|usr|s?bin|lib\w*|run|var\/run|var\/lib)(?:$|[/:]))|^[~$]|(?:^|\/)\.\.(?:$|[/:])/;
/** In a file that cannot be read as YAML: it may be about containers all the same. */
export const CONTAINER_WORDS = /services|privileged|hostNetwork|hostPath|hostPID|hostIPC|\.sock\b/;
export const ENGINE_SOCKET = /(?:docker|podman|containerd|crio)\.sock/;

/** A label that tells Paramedic what it may do. */
export const WATCH_LABEL = /^(?:paramedic\.|autoheal|deunhealth)/;

/** Instructions of a build that fetch and run foreign code or reach the host: a line in which all of one row are found. */
export const BUILD_RISKS: readonly (readonly RegExp[])[] = [
  [/--(?:security|network|mount)|\.sock\b/i],
  [/^#\s*(?:syntax|escape)\b/i],
  [/^add\b/i, /\b(?:https?|git|ftp):/i],
  [/\b(?:curl|wget|base64)\b/i, /\|\s*(?:sudo\s+)?\w*sh\b/i],
];

/** A line that sets a password, token or key to a literal value. */
export const SECRET_VALUE =
  /(?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)["']?\s{0,4}[:=>]\s{0,4}["']?[^\s"'${<]{4}/i;
