import { describe, expect, it } from '@jest/globals';
import { judgeError, judgeTimeout } from '../../../src/prober/judge-error.ts';

const judge = (code: string) => judgeError(Object.assign(new Error(`it was ${code}`), { code }), '10.0.0.5:80');

describe('whose fault an error is', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EPROTO', 'HPE_INVALID_CONSTANT', 'HPE_HEADER_OVERFLOW'])(
    '%s is the target’s',
    (code) => {
      expect(judge(code)).toMatchObject({ kind: 'failure', detail: expect.stringContaining('10.0.0.5:80') });
      expect(judge(code)).not.toHaveProperty('unreached');
    },
  );

  it.each(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'CERT_REVOKED', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
    '%s is the target’s, for everybody who asks',
    (code) => {
      expect(judge(code)).toMatchObject({ kind: 'failure', detail: expect.stringContaining('certificate') });
    },
  );

  it.each(['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])(
    '%s is a question of whom we trust here',
    (code) => {
      expect(judge(code)).toMatchObject({ kind: 'unknown', detail: expect.stringContaining('NODE_EXTRA_CA_CERTS') });
    },
  );

  it.each([
    'EMFILE',
    'ENFILE',
    'ENOBUFS',
    'EADDRNOTAVAIL',
    'EACCES',
    'ENETUNREACH',
    'EHOSTUNREACH',
    'ENOTFOUND',
    'EAI_AGAIN',
  ])('%s is ours, or of the road', (code) => {
    expect(judge(code).kind).toBe('unknown');
  });

  it.each([new Error('new trouble'), undefined, 'a word', { code: 7 }])(
    'what it does not know is not held against it',
    (error) => {
      expect(judgeError(error, 'x').kind).toBe('unknown');
    },
  );

  it('reads the first of several addresses that were tried', () => {
    const one = Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
    expect(judgeError(new AggregateError([one, new Error('other')]), 'x').kind).toBe('failure');
  });

  it('silence counts from the moment on that it could be reached', () => {
    expect(judgeTimeout('resolving', 'x', 50).kind).toBe('unknown');
    expect(judgeTimeout('connecting', 'x', 50)).toMatchObject({ kind: 'failure', unreached: true });
    expect(judgeTimeout('connected', 'x', 50)).toEqual({
      kind: 'failure',
      detail: 'x took the connection and did not answer within 50 ms',
    });
    expect(judge('ETIMEDOUT')).toMatchObject({ kind: 'failure', unreached: true });
  });
});
