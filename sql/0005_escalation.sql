-- Claude Code on call: the queue, the runs, what people are asked, what is asked of a monitor, and what was learnt.

CREATE TABLE monitor_escalations (
  id             uuid PRIMARY KEY,
  incident_id    uuid NOT NULL REFERENCES monitor_incidents ON DELETE CASCADE,
  host           text NOT NULL,
  target         text NOT NULL,
  group_key      text NOT NULL,
  project        text,
  workspace      text,
  severity       text NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  reason         text NOT NULL,
  status         text NOT NULL DEFAULT 'queued' CHECK (status IN
                   ('queued', 'claimed', 'running', 'awaiting_approval', 'resolved', 'inconclusive', 'failed', 'cancelled',
                    'expired')),
  created_at     timestamptz NOT NULL,
  ready_at       timestamptz NOT NULL,
  expires_at     timestamptz NOT NULL,
  attempts       integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  fence          bigint NOT NULL DEFAULT 0,
  claimed_by     text,
  claimed_at     timestamptz,
  lease_until    timestamptz,
  acted_at       timestamptz,
  cancel_reason  text,
  session_id     text,
  turns          integer,
  cost_usd       numeric,
  duration_ms    bigint,
  tokens         jsonb NOT NULL DEFAULT '{}',
  denials        jsonb NOT NULL DEFAULT '[]',
  summary        text,
  report         jsonb NOT NULL DEFAULT '{}',
  diagnosis      jsonb NOT NULL DEFAULT '{}',
  commits        jsonb NOT NULL DEFAULT '[]',
  diff_stat      jsonb NOT NULL DEFAULT '{}',
  branch         text,
  transcript     text,
  outcome_reason text,
  finished_at    timestamptz,
  CONSTRAINT monitor_escalations_end_is_whole
    CHECK ((finished_at IS NULL) = (status IN ('queued', 'claimed', 'running', 'awaiting_approval'))),
  CONSTRAINT monitor_escalations_claim_is_whole
    CHECK ((status IN ('claimed', 'running', 'awaiting_approval')) = (lease_until IS NOT NULL))
);
CREATE UNIQUE INDEX monitor_escalations_one_open ON monitor_escalations (host, group_key) WHERE finished_at IS NULL;
CREATE INDEX monitor_escalations_open ON monitor_escalations (ready_at) WHERE finished_at IS NULL;
CREATE INDEX monitor_escalations_incident ON monitor_escalations (incident_id);
CREATE INDEX monitor_escalations_created_at ON monitor_escalations (created_at DESC);

COMMENT ON TABLE monitor_escalations IS 'What healing could not fix, in the queue for Claude Code: the row is the job. At most one open per host and group.';
COMMENT ON COLUMN monitor_escalations.group_key IS 'Incidents of one group go together: compose project, else the target.';
COMMENT ON COLUMN monitor_escalations.reason IS 'Why it was handed over, by name: attempts_exhausted, bad_update, restart_loop, stopped, at_once, asked_for.';
COMMENT ON COLUMN monitor_escalations.ready_at IS 'Not claimed before: related incidents join until then.';
COMMENT ON COLUMN monitor_escalations.expires_at IS 'Still queued then: expired, and a person is told.';
COMMENT ON COLUMN monitor_escalations.fence IS 'Grows with each claim; whoever holds an older one changes nothing any more.';
COMMENT ON COLUMN monitor_escalations.lease_until IS 'A claim that is not renewed by then is taken by somebody else.';
COMMENT ON COLUMN monitor_escalations.acted_at IS 'Written before the first act that may change the target; a recovery after it is put down to Claude Code.';
COMMENT ON COLUMN monitor_escalations.cancel_reason IS 'Somebody wants it ended; the worker that holds it ends it.';
COMMENT ON COLUMN monitor_escalations.report IS 'What Claude Code reported: a claim, not the outcome. Untrusted.';
COMMENT ON COLUMN monitor_escalations.diagnosis IS 'The suggestion of the one-call diagnosis, where it is switched on. Untrusted.';

CREATE TABLE monitor_escalation_incidents (
  escalation_id uuid NOT NULL REFERENCES monitor_escalations ON DELETE CASCADE,
  incident_id   uuid NOT NULL REFERENCES monitor_incidents ON DELETE CASCADE,
  joined_at     timestamptz NOT NULL,
  PRIMARY KEY (escalation_id, incident_id)
);
CREATE INDEX monitor_escalation_incidents_incident ON monitor_escalation_incidents (incident_id);

COMMENT ON TABLE monitor_escalation_incidents IS 'The incidents that one escalation is about.';

CREATE TABLE monitor_runs (
  id              uuid PRIMARY KEY,
  escalation_id   uuid NOT NULL REFERENCES monitor_escalations ON DELETE CASCADE,
  attempt         integer NOT NULL CHECK (attempt >= 1),
  worker          text NOT NULL,
  worker_host     text NOT NULL,
  started_at      timestamptz NOT NULL,
  pid             integer,
  pid_started     bigint,
  session_id      text,
  workspace       text,
  first_event_ms  bigint,
  ended_at        timestamptz,
  outcome         text,
  error           text,
  turns           integer NOT NULL DEFAULT 0,
  cost_usd        numeric NOT NULL DEFAULT 0,
  tokens          jsonb NOT NULL DEFAULT '{}',
  CONSTRAINT monitor_runs_end_is_whole CHECK ((ended_at IS NULL) = (outcome IS NULL))
);
CREATE INDEX monitor_runs_escalation ON monitor_runs (escalation_id, attempt);
CREATE INDEX monitor_runs_budget ON monitor_runs (started_at);
CREATE INDEX monitor_runs_unfinished ON monitor_runs (worker_host) WHERE ended_at IS NULL;

COMMENT ON TABLE monitor_runs IS 'One row per launch of Claude Code, written before it; the budgets count these.';
COMMENT ON COLUMN monitor_runs.pid_started IS 'Start time of the process in clock ticks (/proc), against reuse of the pid.';
COMMENT ON COLUMN monitor_runs.outcome IS 'completed, max_turns, max_usd, wall_clock, silent, no_first_event, api_error, cancelled, lost, launch_failed, no_report.';

CREATE TABLE monitor_approvals (
  id            uuid PRIMARY KEY,
  escalation_id uuid NOT NULL REFERENCES monitor_escalations ON DELETE CASCADE,
  run_id        uuid REFERENCES monitor_runs ON DELETE CASCADE,
  tool_name     text NOT NULL,
  tool_input    jsonb NOT NULL,
  reason        text NOT NULL,
  status        text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'approved', 'denied', 'expired')),
  created_at    timestamptz NOT NULL,
  expires_at    timestamptz NOT NULL,
  decided_by    text,
  decided_at    timestamptz,
  CONSTRAINT monitor_approvals_end_is_whole CHECK ((status = 'pending') = (decided_at IS NULL))
);
CREATE INDEX monitor_approvals_pending ON monitor_approvals (expires_at) WHERE status = 'pending';
CREATE INDEX monitor_approvals_escalation ON monitor_approvals (escalation_id);

COMMENT ON TABLE monitor_approvals IS 'What Claude Code wants to do and may not do unasked. Not granted in time is denied.';
COMMENT ON COLUMN monitor_approvals.tool_input IS 'What exactly would be done: an approval holds for this call only. Untrusted.';

CREATE TABLE monitor_requests (
  id            uuid PRIMARY KEY,
  host          text NOT NULL,
  target        text NOT NULL,
  escalation_id uuid REFERENCES monitor_escalations ON DELETE CASCADE,
  asked_by      text NOT NULL,
  tool          text NOT NULL,
  input         jsonb NOT NULL DEFAULT '{}',
  asked_at      timestamptz NOT NULL,
  expires_at    timestamptz NOT NULL,
  status        text NOT NULL DEFAULT 'asked' CHECK (status IN ('asked', 'taken', 'done', 'failed', 'refused', 'expired')),
  taken_at      timestamptz,
  finished_at   timestamptz,
  result        jsonb,
  error         text,
  CONSTRAINT monitor_requests_end_is_whole CHECK ((finished_at IS NULL) = (status IN ('asked', 'taken')))
);
CREATE INDEX monitor_requests_asked ON monitor_requests (host, asked_at) WHERE status IN ('asked', 'taken');
CREATE INDEX monitor_requests_escalation ON monitor_requests (escalation_id);

COMMENT ON TABLE monitor_requests IS 'What a worker asks of the monitor of a host: only monitors touch containers. Carried out at most once.';
COMMENT ON COLUMN monitor_requests.tool IS 'logs, inspect, stats, processes, restart, playbook.';
COMMENT ON COLUMN monitor_requests.status IS 'taken and never finished: the monitor died in between; nobody repeats it.';

CREATE TABLE monitor_lessons (
  id            uuid PRIMARY KEY,
  signature     text NOT NULL,
  incident_type text NOT NULL,
  target        text NOT NULL,
  image         text NOT NULL,
  learnt_at     timestamptz NOT NULL,
  escalation_id uuid REFERENCES monitor_escalations ON DELETE SET NULL,
  root_cause    text NOT NULL,
  fix           text NOT NULL,
  commits       jsonb NOT NULL DEFAULT '[]',
  recalled      integer NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX monitor_lessons_once ON monitor_lessons (escalation_id, signature);
CREATE INDEX monitor_lessons_signature ON monitor_lessons (signature, learnt_at DESC);

COMMENT ON TABLE monitor_lessons IS 'Fixes that were seen to help, by the signature of the fault; recalled in later briefings.';

CREATE TABLE monitor_workers (
  name       text PRIMARY KEY,
  host       text NOT NULL,
  started_at timestamptz NOT NULL,
  seen_at    timestamptz NOT NULL,
  able       boolean NOT NULL,
  reason     text NOT NULL DEFAULT ''
);

COMMENT ON TABLE monitor_workers IS 'Workers that were seen lately; able: Claude Code and a key are there.';

-- Wakes whoever waits, in the same transaction as the change; polling remains for what a notification misses.
CREATE FUNCTION paramedic_wake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('paramedic', TG_ARGV[0]);
  RETURN NULL;
END $$;
CREATE TRIGGER monitor_escalations_wake AFTER INSERT OR UPDATE OF status, cancel_reason ON monitor_escalations
  FOR EACH STATEMENT EXECUTE FUNCTION paramedic_wake('escalations');
CREATE TRIGGER monitor_requests_wake AFTER INSERT OR UPDATE OF status ON monitor_requests
  FOR EACH STATEMENT EXECUTE FUNCTION paramedic_wake('requests');
CREATE TRIGGER monitor_approvals_wake AFTER INSERT OR UPDATE OF status ON monitor_approvals
  FOR EACH STATEMENT EXECUTE FUNCTION paramedic_wake('approvals');
