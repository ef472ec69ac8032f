import { describe, expect, it } from '@jest/globals';
import { ParamedicError } from '../../../src/base/errors.ts';
import { brokenConstraint, translateError } from '../../../src/storage/errors.ts';

const pgError = (code: string, over: object = {}): Error => Object.assign(new Error('pg says no'), { code, ...over });

describe('translateError', () => {
  it.each(['22P02', '23505', '23503', '54001'])('%s is the fault of the data', (code) => {
    expect(translateError(pgError(code), 'record')).toMatchObject({ code: 'storage_rejected', retryable: false });
  });

  it.each([
    '08006',
    '57P01',
    '57P03',
    '53300',
    '53100',
    '40P01',
    '25006',
    '28P01',
    '3D000',
    '42P01',
    '57014',
    'ECONNREFUSED',
  ])('%s is not: the data must be kept', (code) => {
    expect(translateError(pgError(code), 'record')).toMatchObject({ code: 'storage_unreachable', retryable: true });
  });

  it.each([
    ['PM001', 'not_leading'],
    ['PM002', 'claim_lost'],
  ])('%s is our own word: %s, and trying again cannot help', (code, ours) => {
    expect(translateError(pgError(code), 'record')).toMatchObject({ code: ours, retryable: false });
  });

  it('says what, why and the cure', () => {
    const error = translateError(pgError('28P01'), 'record');
    expect(error.message).toBe('could not record: pg says no (28P01)');
    expect(error.cure).toContain('password');
  });

  it('leaves alone what is ours, and takes anything thrown', () => {
    const ours = new ParamedicError('x', 'y');
    expect(translateError(ours, 'record')).toBe(ours);
    expect(translateError('text', 'record')).toMatchObject({ retryable: true });
    expect(translateError(undefined, 'record')).toMatchObject({ retryable: true });
  });
});

describe('brokenConstraint', () => {
  it('names it, also through our own error', () => {
    const error = pgError('23505', { constraint: 'one' });
    expect(brokenConstraint(error)).toBe('one');
    expect(brokenConstraint(translateError(error, 'record'))).toBe('one');
    expect(brokenConstraint(pgError('23505'))).toBeUndefined();
  });
});
