import type { Reason } from './reasons.ts';
import type { ProgramRule, Protection, ToolRule } from './rule.ts';

/** Everything the gate knows. The first part that speaks decides; what no part speaks of is denied. */

const DIFF =
  '-p -u -U:count -w -b -s --stat --shortstat --numstat --name-only --name-status --summary --cached --staged --color=text --no-color --word-diff --unified=count --diff-filter=text --no-ext-diff --no-textconv --ignore-all-space --check --patch --no-patch --no-prefix';
const LOG = `${DIFF} -# -n:count --max-count=count --skip=count --oneline --graph --all --decorate --no-decorate --format=text --pretty=text --date=text --since:text --until:text --after:text --before:text --author:text --grep:text -i -S:text -G:text --follow --reverse --merges --no-merges --first-parent --abbrev-commit`;

const GREP =
  '-n -i -v -w -c -l -L -o -h -H -E -F -P -A:count -B:count -C:count -e:text --line-number --ignore-case --count';
const COMMIT = '-a -q -s -v -m:text --message:text --all --quiet --allow-empty --signoff';
const LS = '-a -A -l -h -t -r -S -R -d -1 -F -i -s -n -o -g -p --all --color=text';
const PART = '-# -n:amount -c:amount -q -v --lines=amount --bytes=amount';

/** What may run, by name (git by its command), with all the options that it may have. */
export const PROGRAMS: Readonly<Record<string, ProgramRule>> = {
  pwd: { options: '-L -P', operands: 'none' },
  true: { options: '', operands: 'none' },
  echo: { options: '*', operands: 'text' },
  date: { options: '-u --utc', operands: 'format', count: [0, 1] },
  cd: { options: '', operands: 'here', count: [1, 1] },
  ls: { options: LS, operands: 'names', globs: true },
  stat: { options: '-c:text --format=text', operands: 'names', count: [1] },
  du: { options: '-s -h -a -c -k -m -d:count --max-depth=count', operands: 'names' },
  find: { options: '', operands: 'tests' },
  file: { options: '-b -i --brief --mime', operands: 'files', count: [1] },
  cat: { options: '-n -b -A -E -T -v -s', operands: 'files', pipe: true },
  head: { options: PART, operands: 'files', pipe: true },
  tail: { options: PART, operands: 'files', pipe: true },
  nl: { options: '-b:text', operands: 'files', pipe: true },
  wc: { options: '-l -w -c -m -L --lines --words --bytes --chars', operands: 'files', pipe: true },
  grep: {
    options: `${GREP} -x -q -s -a -m:count --max-count=count --context=count --color=text`,
    operands: 'pattern',
    pipe: true,
  },
  sort: { options: '-n -r -u -h -V -f -b -g -M -s -k:text -t:text --reverse --unique', operands: 'files', pipe: true },
  uniq: { options: '-c -d -u -i -f:count -s:count -w:count --count', operands: 'files', count: [0, 1], pipe: true },
  cut: { options: '-d:text -f:text -c:text -b:text -s', operands: 'files', pipe: true },
  tr: { options: '-d -s -c', operands: 'text', count: [1, 2], pipe: true },
  sed: { options: '-n -E', operands: 'script', pipe: true, needs: '-n' },
  cmp: { options: '-s -l -b', operands: 'files', count: [2, 2] },
  sha256sum: { options: '', operands: 'files', pipe: true },
  'git status': { options: '-s -b -u --short --branch --porcelain --long', operands: 'revisions' },
  'git diff': { options: DIFF, operands: 'revisions' },
  'git log': { options: LOG, operands: 'revisions' },
  'git show': { options: LOG, operands: 'revisions' },
  'git blame': { options: '-L:range -w -s -e -l', operands: 'revisions', count: [1] },
  'git grep': { options: `${GREP} --cached --name-only`, operands: 'search' },
  'git ls-files': { options: '-m -d -o -c -s --exclude-standard --modified --others --cached', operands: 'revisions' },
  'git branch': { options: '-a -v --list --show-current --all --verbose', operands: 'none' },
  'git rev-parse': { options: '--short --abbrev-ref --verify --show-toplevel --show-prefix', operands: 'revisions' },
  'git describe': { options: '--tags --always --dirty --all', operands: 'none' },
  'git add': { options: '-A -u -v --all --update --verbose', operands: 'stage' },
  'git commit': { options: COMMIT, operands: 'stage', needs: '-m --message' },
  'git restore': { options: '-S -W -q --staged --worktree --quiet', operands: 'changes', count: [1] },
  'git checkout': { options: '-q', operands: 'changes', count: [1], afterDashes: true },
  // What a file may hold was judged by the name that it had.
  'git mv': { options: '-v -k', operands: 'changes', count: [2], ask: 'unjudged_change' },
  'git rm': { options: '-q --cached', operands: 'removals', count: [1] },
  'git revert': { options: '--no-edit', operands: 'revisions', count: [1, 1], needs: '--no-edit', ask: 'git_revert' },
};

/** Lines that sed may print, such as `10,20p`; nothing else of sed's language. */
export const SED_SCRIPT = /^(?:\d{1,9}|\$)(?:,(?:\+?\d{1,9}|\$))?p$/;

/** Tests of find by what they take; each that writes, deletes or runs something is missing. */
export const FIND_TESTS = {
  flag: '-print -print0 -prune -empty -ls -not -a -o -and -or ( ) ! -readable -xdev',
  text: '-name -iname -path -ipath -type -maxdepth -mindepth -size -mtime -mmin -ctime -cmin -perm -user -group -printf',
  path: '-newer',
} as const;

/** What a person has to allow, by the words that a command begins with. */
export const ASKED: Readonly<Partial<Record<Reason, string>>> = {
  runs_repository_code:
    'npm test, npm t, npm run, npm run-script, yarn test, yarn run, pnpm test, pnpm run, make, pytest, tox, jest, vitest, eslint, biome, tsc, ruff, mypy, go test, go build, go vet, cargo test, cargo build, cargo check, cargo clippy, mvn, gradle, rake, rspec, phpunit, dotnet build, dotnet test',
  installs_packages:
    'npm ci, npm install, npm i, yarn install, yarn add, pnpm install, pnpm add, pip install, pip3 install, bundle install, composer install, go mod, cargo add, cargo update, apt-get install, apt install, apk add',
};

/** Programs that are known and not allowed: the name tells which message serves best. */
export const DENIED: Readonly<Partial<Record<Reason, string>>> = {
  shell_in_disguise:
    'sh bash dash ash zsh ksh mksh fish csh tcsh rbash busybox toybox eval exec source . command builtin coproc time trap env xargs nice ionice nohup timeout setsid stdbuf watch script expect parallel flock strace ltrace gdb chrt taskset unshare nsenter chroot setarch run-parts ld.so prlimit faketime rlwrap tmux screen npx bunx pipx uvx start-stop-daemon systemd-run',
  privilege: 'sudo su doas pkexec runuser setpriv capsh newgrp sg gosu su-exec setcap',
  interpreter:
    'python python2 python3 node nodejs deno bun perl ruby irb php lua luajit tclsh wish guile racket java javac jshell scala kotlin groovy awk gawk mawk nawk jq yq bc dc m4 gcc cc g++ tcc rustc go cargo R Rscript julia octave osascript pwsh printf test let read mapfile readarray getopts',
  interactive: 'vi vim nvim view ex ed emacs nano pico less more most man info top htop pg',
  engine:
    'docker docker-compose dockerd podman buildah skopeo nerdctl ctr crictl containerd runc kubectl helm k3s k9s oc minikube kind terraform ansible ansible-playbook vagrant',
  system:
    'systemctl service init telinit reboot shutdown halt poweroff mount umount chmod chown chgrp chattr setfacl crontab at batch kill pkill killall skill renice sysctl modprobe insmod rmmod iptables nft ip ifconfig route useradd usermod userdel passwd chpasswd visudo mkfs fdisk parted swapon losetup dmsetup journalctl dmesg loginctl hostnamectl apt apt-get dpkg apk yum dnf rpm snap brew',
  network:
    'curl wget nc ncat netcat socat telnet ftp tftp lftp ssh scp sftp rsync rclone dig nslookup host ping traceroute nmap tcpdump openssl gpg gpg2 aws gcloud az gh glab hub mail sendmail',
  database:
    'psql pg_dump pg_restore dropdb createdb mysql mysqldump mariadb sqlite3 redis-cli mongo mongosh cqlsh influx clickhouse',
  write_by_shell:
    'rm rmdir unlink mv cp ln link touch mkdir mknod mkfifo mktemp tee dd truncate install shred split csplit tar zip unzip gzip gunzip bzip2 xz zstd cpio ar patch sponge xxd base64 iconv logrotate',
  environment:
    'printenv set unset export declare typeset local readonly alias unalias shopt hash ulimit umask enable bind pushd popd history fc',
};

/** The same for commands of git. */
export const DENIED_GIT: Readonly<Partial<Record<Reason, string>>> = {
  git_remote:
    'push fetch pull remote clone submodule ls-remote send-pack fetch-pack receive-pack upload-pack upload-archive request-pull send-email svn p4 bundle daemon http-fetch http-push remote-http remote-https remote-ext remote-fd lfs subtree fast-export instaweb',
  git_history:
    'reset rebase merge am apply cherry-pick switch clean stash filter-branch filter-repo replace update-ref symbolic-ref reflog gc prune tag notes worktree commit-tree update-index read-tree write-tree checkout-index fast-import bisect init sparse-checkout rerere',
  git_config: 'config hook credential credential-store credential-cache credential-fill maintenance var',
};

/**
 * What an operator's own commands may stand above: with more words behind them; when they name the script of an interpreter;
 * word for word.
 */
export const LIFTABLE = {
  freely: ['unknown_program', 'write_by_shell', 'git_command', 'runs_repository_code', 'installs_packages'],
  withScript: ['interpreter'],
  wordForWord: ['network', 'database'],
} as const satisfies Record<string, readonly Reason[]>;

/** Inside of the workspace, the first that fits; what stands here is neither changed nor, with `read`, opened. */
export const PROTECTED: readonly Protection[] = [
  { names: '.git', read: 'git_internals_read', write: 'git_internals' },
  {
    names:
      '.env* *.env *.pem *.key *.ppk *.p12 *.pfx *.jks *.keystore *.kdbx id_rsa* id_dsa* id_ecdsa* id_ed25519* credentials credentials.* *credentials.json secrets secret secrets.* secret.* .netrc .npmrc .pypirc .pgpass .my.cnf .htpasswd .git-credentials .dockercfg .docker .ssh .gnupg .aws .kube kubeconfig* *.tfstate* *.tfvars service-account*.json vault.y*ml .vault* *.gpg *.age',
    except: '.env.example .env.sample .env.template .env.dist *.ts *.js *.py *.go *.rs *.java *.rb *.php *.cs *.md',
    read: 'secret_read',
    write: 'secret_write',
  },
  {
    names: '.claude .claude.json .mcp.json claude.md claude.local.md agents.md .claude-plugin paramedic.y*ml',
    write: 'own_rights',
  },
  {
    names:
      '.githooks .husky .gitconfig .bashrc .bash_profile .bash_login .bash_logout .bash_aliases .profile .zshrc .zshenv .zprofile .inputrc .ripgreprc .ugrep .curlrc .wgetrc .yarnrc* .lintstagedrc* lint-staged.* lefthook* .lefthook* .pre-commit-config.y*ml',
    write: 'hooks',
  },
  {
    names:
      '.github/workflows .github/actions .gitlab-ci* .gitlab .circleci .travis.yml .drone.y*ml .woodpecker* .buildkite .gitea .forgejo jenkinsfile* azure-pipelines* bitbucket-pipelines* appveyor.yml cloudbuild.y*ml .tekton',
    write: 'ci_workflow',
  },
  {
    names: '.gitattributes .gitmodules .gitignore .vscode .idea .devcontainer .devcontainer.json',
    write: 'runs_by_itself',
  },
];

/** Places of the host that nobody comes to by accident. */
export const HOST_SECRETS =
  /(?:^|\/)\.(?:ssh|gnupg|aws|kube|docker)(?:\/|$)|(?:^|\/)(?:docker|podman|containerd|crio)\.sock$|^\/proc\/(?:self|thread-self|\d+|kcore|keys)|^\/dev\/(?:k?mem|sd|nvme|tcp|udp)|^\/etc\/(?:g?shadow|sudoers)|^(?:\/var)?\/run\/secrets/;

export const TOOLS: Readonly<Record<string, ToolRule>> = {
  Bash: {
    use: 'bash',
    fields:
      'command:command description?:string timeout?:number run_in_background?:boolean dangerouslyDisableSandbox?:boolean',
  },
  Read: { use: 'read', fields: 'file_path:path offset?:number limit?:number pages?:string allow_large?:boolean' },
  NotebookRead: { use: 'read', fields: 'notebook_path:path cell_id?:string' },
  LS: { use: 'list', fields: 'path:path ignore?:strings' },
  Glob: { use: 'list', fields: 'pattern:pattern path?:path' },
  Grep: {
    use: 'search',
    fields:
      'pattern:string path?:path glob?:pattern output_mode?:string -A?:number -B?:number -C?:number context?:number -n?:boolean -i?:boolean -o?:boolean type?:string head_limit?:number offset?:number multiline?:boolean',
  },
  Edit: { use: 'write', fields: 'file_path:path old_string:text new_string:text replace_all?:boolean' },
  MultiEdit: { use: 'write', fields: 'file_path:path edits:edits' },
  Write: { use: 'write', fields: 'file_path:path content:text' },
  NotebookEdit: {
    use: 'write',
    fields: 'notebook_path:path cell_id?:string new_source:text cell_type?:string edit_mode?:string',
  },
  TodoWrite: { use: 'free', fields: 'todos:any' },
  StructuredOutput: { use: 'free', fields: '*' },
};

/** Tools of Claude Code that this run does not have. All others that are not listed are unknown. */
export const TOOLS_NOT_OFFERED =
  'WebFetch WebSearch Task Agent BashOutput KillShell KillBash TaskOutput TaskStop Skill SlashCommand EnterPlanMode ExitPlanMode AskUserQuestion EnterWorktree ExitWorktree CronCreate CronDelete CronList ListMcpResources ReadMcpResource Workflow RemoteTrigger Monitor SendMessage';

/** Ours, by name; `target`: it must be one of the escalation's. */
export const TYPED_PREFIX = 'mcp__paramedic__';
export const TYPED_TOOLS = {
  target: 'container_logs container_inspect container_stats container_restart run_playbook',
  incident: 'incident note',
} as const;
