/**
 * What the rules for commands rest on: with other values in the environment of a run, a program that is allowed could run
 * others. Whoever launches Claude Code sets these on top of an environment that is made from nothing, takes git's other
 * variables away, and has no folder in PATH that the run can write to.
 */
export const GATE_ENVIRONMENT: Readonly<Record<string, string>> = {
  SHELL: '/bin/bash',
  LC_ALL: 'C.UTF-8',
  PAGER: 'cat',
  GIT_PAGER: 'cat',
  GIT_EDITOR: 'false',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_OPTIONAL_LOCKS: '0',
  ...gitConfig({
    'core.hooksPath': '/dev/null',
    'core.fsmonitor': 'false',
    'core.pager': 'cat',
    'commit.gpgSign': 'false',
    'log.showSignature': 'false',
    'protocol.allow': 'never',
    'gc.auto': '0',
    'maintenance.auto': 'false',
    'submodule.recurse': 'false',
  }),
};

/** Stronger than any file of configuration. */
function gitConfig(settings: Readonly<Record<string, string>>): Record<string, string> {
  const pairs = Object.entries(settings).flatMap(([key, value], at) => [
    [`GIT_CONFIG_KEY_${at}`, key],
    [`GIT_CONFIG_VALUE_${at}`, value],
  ]);
  return { ...Object.fromEntries(pairs), GIT_CONFIG_COUNT: String(Object.keys(settings).length) };
}
