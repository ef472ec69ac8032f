import { jest } from '@jest/globals';
import { escalationClaimsSuite } from './escalation-claims.suite.ts';
import { escalationDesksSuite } from './escalation-desks.suite.ts';
import { escalationEndSuite } from './escalation-end.suite.ts';
import { escalationFilesSuite } from './escalation-files.suite.ts';
import { escalationQueueingSuite } from './escalation-queueing.suite.ts';
import { escalationSweepSuite } from './escalation-sweep.suite.ts';
import { groupCommitSuite } from './group-commit.suite.ts';
import type { Fresh } from './harness.ts';
import { leadershipSuite } from './leadership.suite.ts';
import { ledgerSuite } from './ledger.suite.ts';
import { listenSuite } from './listen.suite.ts';
import { lostRunsSuite } from './lost-runs.suite.ts';
import { outboxBacklogSuite } from './outbox-backlog.suite.ts';
import { readingSuite } from './reading.suite.ts';
import { rehearsalSuite } from './rehearsal.suite.ts';
import { replaySuite } from './replay.suite.ts';
import { samplesSuite } from './samples.suite.ts';

// Each of these tests makes a database of its own, and the first one of a process a server; on a busy disk that takes seconds.
jest.setTimeout(60_000);

/** What storage has to do on every Postgres. */
export const STORAGE_SUITES: readonly ((fresh: Fresh) => void)[] = [
  ...[ledgerSuite, groupCommitSuite, rehearsalSuite, replaySuite, samplesSuite, readingSuite, leadershipSuite],
  ...[
    escalationQueueingSuite,
    escalationClaimsSuite,
    escalationEndSuite,
    escalationDesksSuite,
    escalationSweepSuite,
    escalationFilesSuite,
    listenSuite,
    lostRunsSuite,
    outboxBacklogSuite,
  ],
];
