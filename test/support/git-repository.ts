import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const GIT_PATH = '/usr/local/bin:/usr/bin:/bin';

/** A real repository with one commit on `main`; `home` is the HOME that git is given. */
export class GitRepository {
  readonly path: string;
  readonly #home: string;

  private constructor(path: string, home: string) {
    this.path = path;
    this.#home = home;
  }

  static make(path: string, home: string, files: Readonly<Record<string, string>>): GitRepository {
    const repository = new GitRepository(path, home);
    mkdirSync(path, { recursive: true });
    repository.git('init', '-q', '-b', 'main');
    for (const [name, text] of Object.entries(files)) repository.write(name, text);
    repository.git('add', '-A');
    repository.git('commit', '-qm', 'First');
    return repository;
  }

  git(...words: string[]): string {
    const who = { GIT_AUTHOR_NAME: 'Ann', GIT_AUTHOR_EMAIL: 'ann@localhost' };
    const env = {
      ...{ PATH: GIT_PATH, HOME: this.#home, GIT_CONFIG_NOSYSTEM: '1', ...who },
      ...{ GIT_COMMITTER_NAME: 'Ann', GIT_COMMITTER_EMAIL: 'ann@localhost' },
    };
    return execFileSync('git', words, { cwd: this.path, env, encoding: 'utf8' }).trim();
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(join(this.path, name)), { recursive: true });
    writeFileSync(join(this.path, name), text);
  }
}
