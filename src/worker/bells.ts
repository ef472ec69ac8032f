import type { WakeTopic } from '../escalation/ports.ts';
import { Bell } from './bell.ts';

/** What Postgres notifies of, by topic. */
export type Bells = Readonly<Record<WakeTopic, Bell>>;

export const newBells = (): Bells => ({ escalations: new Bell(), requests: new Bell(), approvals: new Bell() });
