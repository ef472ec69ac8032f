/**
 * Why a call is not simply allowed, by name. `escape`: there is no innocent way to come to it; a few of these end the run.
 * Messages are for the model: what is not allowed and what serves instead, never how to get around it.
 */
interface ReasonRule {
  readonly kind: 'deny' | 'ask';
  readonly escape?: true;
  readonly message: string;
}

const deny = (message: string): ReasonRule => ({ kind: 'deny', message });
const escaping = (message: string): ReasonRule => ({ kind: 'deny', escape: true, message });
const ask = (message: string): ReasonRule => ({ kind: 'ask', message });

const PLAIN = 'Bash takes plain commands of literal words, joined by && || ; or |.';
const BY_EDIT = 'Files are written with Edit and Write.';
const TYPED =
  'For containers there are container_logs, container_inspect, container_stats, container_restart and run_playbook.';
const STAY = 'Only the workspace and the briefing are open to this run.';

const TABLE = {
  gate_failed: deny('The call could not be judged, so it is not allowed.'),
  malformed_input: deny('The input is not what this tool takes.'),
  too_large: deny('The input is too large.'),
  unknown_tool: deny('There is no such tool for this run.'),
  tool_not_offered: deny(
    'This tool is not part of this run: no web, no agents, no background work. Work with what is in the workspace and the briefing.',
  ),
  foreign_mcp: deny('Only the tools of the MCP server "paramedic" belong to this run.'),
  unknown_typed_tool: deny(`The MCP server "paramedic" has no such tool for this run. ${TYPED}`),
  target_out_of_scope: deny(
    'This container is not part of the escalation. Only its own targets may be looked at or acted on.',
  ),

  too_long: deny(`The command is too long. ${PLAIN}`),
  empty_command: deny('There is no command.'),
  unfinished: deny('A quote, a backslash or an operator is left open.'),
  newline: deny('A command is one line. A commit message of several paragraphs takes several -m.'),
  control_character: deny('Control characters are not allowed.'),
  non_ascii: deny('Outside of quotes only ASCII is allowed, and invisible characters nowhere.'),
  expansion: deny(`No expansion: $ and backticks stand for themselves in single quotes only. ${PLAIN}`),
  process_substitution: deny(`No process substitution. ${PLAIN}`),
  here_document: deny(`No here-documents. ${BY_EDIT} A commit message of several paragraphs takes several -m.`),
  redirection: deny(`No redirections but >/dev/null, 2>/dev/null and 2>&1. ${BY_EDIT}`),
  subshell: deny(`No subshells and no functions. ${PLAIN}`),
  braces: deny('No brace expansion; quote braces that stand for themselves.'),
  tilde: deny(`No ~ for a home folder. ${STAY}`),
  comment: deny('No comments in a command; quote a # that stands for itself.'),
  glob: deny(
    'No wildcards here. Name the files, list them with Glob, or give ls a pattern in the last part of a path, after a literal beginning.',
  ),
  operator: deny(`This operator is not allowed. ${PLAIN}`),
  background: deny('Nothing runs in the background.'),
  assignment: deny('No variables before a command, and no = in its name.'),
  sandbox_off: escaping('The protections of this run stay on.'),

  program_path: deny('Programs are called by their plain name.'),
  unknown_program: deny(
    'This program is not on the list of what may run. Read with Read, Grep and Glob; change files with Edit and Write.',
  ),
  shell_in_disguise: escaping('No program that runs other programs: shells, eval, xargs, env, timeout and the like.'),
  privilege: escaping('This run has the rights that it has.'),
  interpreter: deny(
    'No interpreters and no programs of your own. Read with Read, Grep and Glob; change files with Edit and Write.',
  ),
  interactive: deny('No pagers and editors. Read with Read; change files with Edit.'),
  engine: deny(`The engine and the cluster are out of reach. ${TYPED}`),
  system: deny(`The system, its processes and its rights are not changed by this run. ${TYPED}`),
  network: deny('No network. What this run needs is in the workspace, the briefing and the typed tools.'),
  database: deny(
    'No database clients. Describe the change that is needed in the report, or as a migration in the workspace.',
  ),
  write_by_shell: deny(`${BY_EDIT} git mv and git rm move and remove files under version control.`),
  environment: deny('The environment of this run is not shown and not changed.'),
  option_not_allowed: deny('This option is not on the list of what may run.'),
  operand_not_allowed: deny('This argument is not allowed here.'),
  needs_option: deny('This command needs an option so that it does not wait for an editor.'),
  recursive_search: deny('To search a folder use the Grep tool or git grep.'),
  look_separately: deny(
    'What changes files and what looks at them are two calls: only then is it known where paths lead.',
  ),
  missing_file: deny('Name the file to read, or put the command behind a pipe.'),
  pipe_into: deny('A pipe may only lead into a program that reads text, such as grep, head, tail, sort or wc.'),
  git_option: deny('git takes no options before its command here.'),
  git_command: deny(
    'This git command is not on the list. There are status, diff, log, show, blame, grep, ls-files, branch (to list), add, commit -m, restore, mv and rm.',
  ),
  git_remote: deny('Nothing goes to or comes from a remote. The commits of this branch are handed over to people.'),
  git_history: deny(
    'The history and the branch stay as they are: commit on top of it. git restore takes back changes to a file.',
  ),
  git_config: deny("git's configuration stays as it is."),
  no_verify: deny('Checks before a commit are not skipped.'),

  malformed_path: deny('This path is not written plainly.'),
  dotdot: deny('No .. in paths. Name them from the workspace on.'),
  unresolved_path: deny(`It could not be found out where this path leads. ${STAY}`),
  outside: deny(STAY),
  write_outside: escaping('Only the workspace may be changed.'),
  escaping_link: escaping(`A link leads out of the workspace there. ${STAY}`),
  host_secret: escaping(`Keys, processes and sockets of the host are out of reach. ${STAY}`),
  briefing_read_only: deny(
    'The briefing may be read, not changed. note writes a comment into the story of the incident.',
  ),
  no_workspace: deny(
    'This run has no workspace: nothing can be changed. Use the typed tools, and say in the report what should be changed.',
  ),
  secret_read: deny('Secrets and keys are not read. Reason about them by name only.'),
  secret_write: deny('Secrets and keys are changed by people only. Say in the report what should be changed.'),
  git_internals: escaping("git's own files are not opened; use git status, log, diff and show."),
  git_internals_read: deny("git's own files are not opened; use git status, log, diff and show."),
  own_rights: escaping('What this run may do, what it is told and how it is watched is not changed by it.'),
  hooks: escaping('Hooks and start-up files that run by themselves are changed by people only.'),
  edit_not_found: deny('The text to be replaced is not in the file. Read it again first.'),

  runs_repository_code: ask('It runs code of the workspace.'),
  installs_packages: ask('It installs packages, whose scripts run.'),
  git_revert: ask('It takes back a commit, whichever files that touches.'),
  ci_workflow: ask('A pipeline that runs elsewhere, with rights of its own, is changed.'),
  runs_by_itself: ask('A file is changed that tools run or obey by themselves.'),
  schema_destructive: ask('The change of the schema may destroy data or change rights.'),
  container_rights: ask('A container would get more rights over its host.'),
  volume_removal: ask('A volume would no longer be kept or mounted.'),
  watch_labels: ask('Labels would be changed that tell Paramedic what it may do.'),
  secret_value: ask('The value of a password, token or key would be changed.'),
  image_build: ask('The build of an image would fetch and run foreign code, or run with rights over its host.'),
  unjudged_change: ask('What the file would be after this change could not be judged.'),

  run_stopped: deny('This run has been ended because of what it tried.'),
  refused_before: deny('A person has refused this very call.'),
  too_many_questions: deny(
    'People have been asked often enough in this run. Do what can be done without, and report the rest.',
  ),
} as const satisfies Record<string, ReasonRule>;

export type Reason = keyof typeof TABLE;
export const REASONS: Readonly<Record<Reason, ReasonRule>> = TABLE;
