import { v7 } from 'uuid';

/** UUIDv7 made by us, not by Postgres: a record that is written twice (spool drained twice) is one row, and ids sort by time. */
export const newId = (): string => v7();
