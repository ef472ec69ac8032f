import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { redact } from '../../../src/base/redact.ts';
import { secretKind } from '../../../src/base/redaction/secret-name.ts';

const shown = (text: string): string => redact(text, []);

describe('values of names that look secret', () => {
  it.each([
    ['DB_PASSWORD=hunter2 DB_USER=web', 'DB_PASSWORD=[redacted password] DB_USER=web'],
    ['{"password": "hun\\"ter2", "user": "web"}', '{"password": "[redacted password]", "user": "web"}'],
    ["api_key: 'abc def', region: eu", "api_key: '[redacted key]', region: eu"],
    ['clientSecret := s3cr3t', 'clientSecret := [redacted secret]'],
    ['Server=db;Uid=sa;Pwd=Tr0ub4dor;', 'Server=db;Uid=sa;Pwd=[redacted password];'],
    ['body: "{\\"token\\":\\"abc\\",\\"n\\":1}"', 'body: "{\\"token\\":\\"[redacted token]\\",\\"n\\":1}"'],
    ['GET /cb?access_token=abc&state=1', 'GET /cb?access_token=[redacted token]&state=1'],
    ['mysqladmin --password hunter2 --host db', 'mysqladmin --password [redacted password] --host db'],
    ['Cookie: sid=abc; theme=dark\nnext: line', 'Cookie: [redacted cookie]\nnext: line'],
    ['Authorization: Basic dXNlcjpwYXNz\nHost: x', 'Authorization: [redacted credential]\nHost: x'],
    ['auth: Bearer abc, then', 'auth: [redacted credential], then'],
    ['Env: ["A=1","MY_TOKEN=abc","B=2"]', 'Env: ["A=1","MY_TOKEN=[redacted token]","B=2"]'],
  ])('%j', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it.each([
    'password authentication failed for user "web"',
    'PASSWORD_REQUIRED=true',
    'author: Bob, tokens: 30, passed: 12, keyboard=de',
    'https://example.org:8080/path?mail=a@b.c',
    'POSTGRES_USER=web POSTGRES_DB=shop',
    'disk-usage-of-the-volume is 93 %',
    'git@github.com:owner/repo.git',
  ])('leaves %j alone', (text) => {
    expect(shown(text)).toBe(text);
  });

  it('goes by how words end, not by how they begin', () => {
    expect(['DBPASS', 'my.token', 'sshKey', 'aws_secret_access_key', 'X-Auth'].map(secretKind)).not.toContain(
      undefined,
    );
    expect(['passenger', 'tokenizer', 'monkey', 'authority', 'path'].map(secretKind)).toEqual(Array(5).fill(undefined));
  });
});

describe('what is secret by its looks', () => {
  const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1g';
  const key = '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\nq83vEjRW\n-----END RSA PRIVATE KEY-----';
  it.each([
    ['postgres://web:p@ss/w:rd@db:5432/shop', 'postgres://web:[redacted password]@db:5432/shop'],
    ['https://bob:pw@example.org/a@b', 'https://bob:[redacted password]@example.org/a@b'],
    ['redis://:pw@cache:6379', 'redis://:[redacted password]@cache:6379'],
    ['https://x0123456789012345678901@git.example.org/', 'https://[redacted token]@git.example.org/'],
    [`got ${jwt} from client`, 'got [redacted token] from client'],
    [`loaded ${key}\ndone`, 'loaded [redacted private key]\ndone'],
    ['id AKIAIOSFODNN7EXAMPLE used', 'id [redacted aws key] used'],
    [`push ghp_${'a1'.repeat(18)}`, 'push [redacted github token]'],
    [`pat github_pat_${'A1_'.repeat(20)}`, 'pat [redacted github token]'],
    ['slack xoxb-123456789012-abcdefghij', 'slack [redacted slack token]'],
    [`claude sk-ant-api03-${'Ab-_'.repeat(10)}`, 'claude [redacted api key]'],
    [`openai sk-${'Ab1'.repeat(16)}`, 'openai [redacted api key]'],
    [`maps AIza${'Sy-_1'.repeat(7)}`, 'maps [redacted google key]'],
    [`pay sk_live_${'4eC39H'.repeat(4)}`, 'pay [redacted stripe key]'],
    ['curl -H "bearer abcdefghijklmnop1234"', 'curl -H "[redacted token]"'],
  ])('%j', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it('hides a private key whose end was cut off', () => {
    expect(shown(key.slice(0, 60))).toBe('[redacted private key]');
  });
});

describe('given secrets', () => {
  const secret = 'S3 cr/et+"ü"!';
  it.each([
    ['as it is', secret],
    ['inside of JSON', JSON.stringify(secret).slice(1, -1)],
    ['in a URL', encodeURIComponent(secret)],
    ['in a URL, small letters', encodeURIComponent(secret).toLowerCase().replace('s3', 'S3')],
    ['in a form', new URLSearchParams({ a: secret }).toString().slice(2)],
  ])('%s', (_name, form) => {
    expect(redact(`say ${form} again`, [secret])).toBe('say [redacted secret] again');
  });

  it.each(['', 'u', 'us', 'user:'])('in base64 behind %j', (before) => {
    const coded = Buffer.from(`${before}${secret}; and more`).toString('base64');
    const url = Buffer.from(`${before}${secret}; and more`).toString('base64url');
    const hidden = `${redact(coded, [secret])} ${redact(url, [secret])}`;
    expect(hidden).toContain('[redacted secret]');
    const core = Buffer.from(secret).toString('base64').slice(4, 12);
    expect(hidden).not.toContain(core);
  });

  it('hides each line of one that has many, and overlapping ones whole', () => {
    expect(redact('first: line-one!\n', ['line-one!\nline-two!'])).toBe('first: [redacted secret]\n');
    expect(redact('xabcdefghix', ['abcdef', 'defghi'])).toBe('x[redacted secret]x');
  });

  it('leaves alone what is too short or too plain to be one', () => {
    expect(redact('it is true on port 80', ['true', 'on', '80', ''])).toBe('it is true on port 80');
  });
});

/** Text that is full of beginnings of secrets, so that rules meet. */
const pieces = [
  ...['password', 'token', 'auth', 'x', '-', '--', '=', ':', '://', '@', '"', "'", '\\', ' ', '\n', '&', ';', ','],
  ...[
    'eyJ',
    'AKIA',
    'sk-',
    'Bearer ',
    '-----BEGIN PRIVATE KEY-----',
    '-----END PRIVATE KEY-----',
    'abcdefghijklmnopqrst',
  ],
  ...['ABCDEFGHIJ012345', '[redacted token]', '[redacted ', 'hunter2!', 'http', 'Cookie', 'true', 'ü', '\ud800'],
];
const messy = fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => parts.join(''));
const value = fc.stringMatching(/^[A-Z0-9!$%()*+/:;<=>?@^_{|}~ü"'-]{6,24}$/);

describe('whatever the text is', () => {
  it('redacting twice is redacting once', () => {
    fc.assert(
      fc.property(messy, fc.array(value, { maxLength: 3 }), (text, secrets) => {
        const once = redact(text, [...secrets, 'hunter2!']);
        expect(redact(once, [...secrets, 'hunter2!'])).toBe(once);
      }),
      { numRuns: 3_000 },
    );
  });

  it('no given secret is in it, in any form', () => {
    const forms = (secret: string): string[] => [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64').replace(/=+$/, ''),
      JSON.stringify(secret).slice(1, -1),
    ];
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 3 }), messy, messy, fc.nat(), (secrets, a, b, pick) => {
        const all = secrets.flatMap(forms);
        const hidden = redact(`${a}${all[pick % all.length]}${b}${all[(pick + 1) % all.length]}`, secrets);
        for (const form of all) expect(hidden).not.toContain(form);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never throws, also on broken characters', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.array(fc.string({ unit: 'binary' })),
        (text, secrets) => {
          expect(typeof redact(text, secrets)).toBe('string');
          expect(typeof redact(text, ['\ud800\ud800\ud800\ud800'])).toBe('string');
        },
      ),
    );
  });
});

/** Of three runs the best: how fast it is, and not how busy the machine. */
/** Of the processor, not of the wall: a busy machine does not count. */
function millisecondsOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

it('does not give in to a token of 20 MB', () => {
  const shown = redact(`eyJ${'a'.repeat(20_000_000)}`, []);
  expect(shown.slice(0, 20)).toBe('[redacted token]aaaa');
  // Without a pattern of our own: over so long a text its stack, too, has an end.
  expect(shown.replaceAll('a', '')).toBe('[redcted token]');
});

describe('a hostile line of 400 kB takes four times as long as a quarter of it, not sixteen times', () => {
  const secrets = ['aaaaaaaaaaaaaaab', 'baaaaaaaaaaaaaaa', 'correct horse battery staple'];
  const long = (part: string): string => part.repeat(Math.ceil(400_000 / part.length));
  it.each([
    ...[
      'a',
      ' ',
      '=',
      ':',
      '\\',
      '-',
      '"',
      '\n',
      'password',
      'password=',
      'password="',
      'password:\\"',
      'a=',
      'a: ',
      '-----',
    ],
    ...[
      'eyJ',
      'sk-',
      'sk-a',
      'ghp_a',
      'Bearer ',
      'a://',
      'a://b:',
      'http://a:',
      '@',
      'AKIA',
      '--a ',
      '--token ',
      '}',
      'auth= ',
    ],
    ...['-----BEGIN PRIVATE KEY-----', '-----BEGIN ', '[redacted ', '[redacted token]', 'xox', 'token=}', 'Cookie: a'],
  ])('%j', (part) => {
    const text = long(part);
    const best = (input: string) => Math.min(...[1, 2, 3].map(() => millisecondsOf(() => redact(input, secrets))));
    // A ratio, because machines differ; the constant is for the collector and the clock's grain.
    expect(best(text)).toBeLessThan(8 * best(text.slice(0, 100_000)) + 40);
  });
});
