import { messageOf, ParamedicError } from '../base/errors.ts';

/**
 * Classes of SQLSTATE that blame the data: bad value, broken constraint, too complex. Sent again they fail again.
 * Everything else (gone, full, locked, read-only, wrong password, missing table) is a matter of the server: it can be
 * mended without touching the data, so the data must be kept.
 */
const BLAMES_THE_DATA = ['22', '23', '54'];

/** Raised by our own paramedic_assert_leader. */
const NOT_LEADING = 'PM001';
/** Raised by our own paramedic_assert_escalation. */
const CLAIM_LOST = 'PM002';

const sqlState = (error: unknown): string | undefined => {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
};

const CURES: Readonly<Record<string, string>> = {
  '28P01': 'check user and password in DATABASE_URL',
  '28000': 'check user and password in DATABASE_URL, and pg_hba.conf of the server',
  '3D000': 'create the database, or name an existing one in DATABASE_URL',
  '42501': 'give the user of DATABASE_URL the right to create and change tables in schema public',
  '42P01': 'a table is missing: run `paramedic migrate`',
  '53100': 'free disk space for Postgres',
  '53300': 'raise max_connections of Postgres, or close other clients',
};

/** What pg throws, in our words. `doing` completes "could not …". */
export function translateError(error: unknown, doing: string): ParamedicError {
  if (error instanceof ParamedicError) return error;
  const state = sqlState(error);
  if (state === NOT_LEADING) {
    return new ParamedicError('not_leading', `could not ${doing}: another monitor leads by now`, {
      cure: 'nothing: this monitor stands by from now on',
      cause: error,
    });
  }
  if (state === CLAIM_LOST) {
    return new ParamedicError('claim_lost', `could not ${doing}: ${messageOf(error)}`, {
      cure: 'nothing: somebody else has it, or it has ended; nothing was changed',
      cause: error,
    });
  }
  if (state !== undefined && BLAMES_THE_DATA.includes(state.slice(0, 2))) {
    return new ParamedicError('storage_rejected', `Postgres refused to ${doing}: ${messageOf(error)} (${state})`, {
      cause: error,
    });
  }
  return new ParamedicError(
    'storage_unreachable',
    `could not ${doing}: ${messageOf(error)}${state === undefined ? '' : ` (${state})`}`,
    { retryable: true, cure: CURES[state ?? ''] ?? 'check that Postgres runs and is reachable', cause: error },
  );
}

/** The name of the constraint or unique index that refused, if that was the cause. */
export function brokenConstraint(error: unknown): string | undefined {
  const cause = error instanceof ParamedicError ? error.cause : error;
  const name = (cause as { constraint?: unknown } | undefined)?.constraint;
  return typeof name === 'string' ? name : undefined;
}
