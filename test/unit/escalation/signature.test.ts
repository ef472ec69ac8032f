import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { imageName, signatureOf, tellingLine } from '../../../src/escalation/signature.ts';
import { troubled } from '../../support/escalations.ts';

const signed = (logs: string, image = 'shop/web:1.4', more: object = {}) =>
  signatureOf(troubled({ evidence: { image, logs, ...more } }));

describe('signatureOf', () => {
  it.each([
    [
      'another time',
      '2026-11-20T10:11:12.123Z Error: boom at 10:11:12',
      '2027-01-02T03:04:05Z Error: boom at 03:04:05',
    ],
    ['other numbers', 'Error: port 8080 is taken by 4711', 'Error: port 9090 is taken by 12'],
    [
      'another id',
      'Error: 0192d8a4-0000-7000-8000-000000000001 lost',
      'Error: 1192d8a4-aaaa-7000-8000-0000000000ff lost',
    ],
    ['another address', 'connect refused 10.0.0.7:5432', 'connect refused 172.18.0.3:5432'],
    ['other words before and after', 'hello\nError: x\nbye', 'good day\nfine\nError: x'],
    ['another case', 'ERROR: x', 'error: x'],
  ])('is the same with %s', (_what, one, other) => {
    expect(signed(one)).toBe(signed(other));
  });

  it('is another one for another error, another image, another type', () => {
    const one = signed('Error: cannot read app.json');
    expect(signed('Error: cannot reach the database')).not.toBe(one);
    expect(signed('Error: cannot read app.json', 'shop/api:1.4')).not.toBe(one);
    const exited = troubled({
      type: 'container_exited',
      evidence: { image: 'shop/web:1.4', logs: 'Error: cannot read app.json' },
    });
    expect(signatureOf(exited)).not.toBe(one);
  });

  it('takes the last health check where the log tells nothing, then the description', () => {
    const check = (output: string) => signed('all is well', 'a', { lastCheck: { output } });
    expect(check('connection refused')).toBe(check('Connection refused'));
    expect(check('connection refused')).not.toBe(check('no such file'));
    const of = (description: string) => signatureOf(troubled({ evidence: {}, description }));
    expect(of('exited with an error')).not.toBe(of('failed to start'));
  });

  it('never fails, whatever the evidence is, and takes the last telling line', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (evidence) => {
        expect(signatureOf(troubled({ evidence }))).toMatch(/^[0-9a-f]{32}$/);
      }),
    );
    expect(tellingLine('error: first\nfatal: second\nquiet')).toBe('fatal: second');
    expect(tellingLine('all is well')).toBe('');
    expect(tellingLine(`error ${'x'.repeat(5_000)}`)).toHaveLength(200);
  });

  it('reads a long hostile log in time that grows no faster than the log', () => {
    const begun = performance.now();
    for (const piece of ['error:::', '0'.repeat(40), 'a1'.repeat(20), '1.1.1.', ' \t', '00:00:']) {
      tellingLine(`${piece.repeat(200_000 / piece.length)} error`);
    }
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});

describe('imageName', () => {
  it.each([
    ['nginx:1.27', 'nginx'],
    ['registry.example:5000/shop/web:1.4', 'registry.example:5000/shop/web'],
    ['registry.example:5000/shop/web', 'registry.example:5000/shop/web'],
    ['shop/web@sha256:abc', 'shop/web'],
    ['shop/web:1@sha256:abc', 'shop/web'],
    ['', 'unknown'],
  ])('%s', (image, name) => {
    expect(imageName(image)).toBe(name);
  });
});
