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
  cancelled_at   timestamptz,
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
  CONSTRAINT monitor_escalations_cancel_is_whole CHECK ((cancel_reason IS NULL) = (cancelled_at IS NULL)),
  CONSTRAINT monitor_escalations_end_is_whole
    CHECK ((finished_at IS NULL) = (status IN ('queued', 'claimed', 'running', 'awaiting_approval'))),
  CONSTRAINT monitor_escalations_claim_is_whole
    CHECK ((status IN ('claimed', 'running', 'awaiting_approval')) = (lease_until IS NOT NULL))
);
CREATE UNIQUE INDEX monitor_escalations_one_open ON monitor_escalations (host, group_key) WHERE finished_at IS NULL;
CREATE INDEX monitor_escalations_open
  ON monitor_escalations (array_position(ARRAY['critical', 'warning', 'info'], severity), ready_at, id)
  WHERE finished_at IS NULL;
CREATE INDEX monitor_escalations_incident ON monitor_escalations (incident_id);
CREATE INDEX monitor_escalations_created_at ON monitor_escalations (created_at DESC);

COMMENT ON TABLE monitor_escalations IS 'What healing could not fix, in the queue for Claude Code: the row is the job. At most one open per host and group.';
COMMENT ON COLUMN monitor_escalations.group_key IS 'Incidents of one group go together: compose project, else the target.';
COMMENT ON COLUMN monitor_escalations.reason IS 'Why it was handed over, by name: attempts_exhausted, bad_update, restart_loop, stopped, at_once, asked_for, still_open.';
COMMENT ON COLUMN monitor_escalations.ready_at IS 'Not claimed before: related incidents join until then.';
COMMENT ON COLUMN monitor_escalations.expires_at IS 'Still queued then: expired, and a person is told.';
COMMENT ON COLUMN monitor_escalations.fence IS 'Grows with each claim; whoever holds an older one changes nothing any more.';
COMMENT ON COLUMN monitor_escalations.lease_until IS 'A claim that is not renewed by then is taken by somebody else.';
COMMENT ON COLUMN monitor_escalations.acted_at IS 'The last act that may have changed a target: before it in a checkout, after the monitor carried it out; a recovery after it, of what was there by then, is put down to Claude Code.';
COMMENT ON COLUMN monitor_escalations.cancel_reason IS 'Somebody wants it ended; the worker that holds it ends it.';
COMMENT ON COLUMN monitor_escalations.cancelled_at IS 'When that was asked for first: what joined later was not meant.';
COMMENT ON COLUMN monitor_escalations.report IS 'What Claude Code reported: a claim, not the outcome. Untrusted.';
COMMENT ON COLUMN monitor_escalations.diagnosis IS 'The suggestion of the one-call diagnosis, where it is switched on. Untrusted.';

CREATE TABLE monitor_escalation_incidents (
  escalation_id uuid NOT NULL REFERENCES monitor_escalations ON DELETE CASCADE,
  incident_id   uuid NOT NULL REFERENCES monitor_incidents ON DELETE CASCADE,
  joined_at     timestamptz NOT NULL,
  fence         bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (escalation_id, incident_id)
);
CREATE INDEX monitor_escalation_incidents_incident ON monitor_escalation_incidents (incident_id);

COMMENT ON TABLE monitor_escalation_incidents IS 'The incidents that one escalation is about.';
COMMENT ON COLUMN monitor_escalation_incidents.fence IS 'Of the escalation when the incident joined: equal to that of a claim, it joined after it.';

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
CREATE UNIQUE INDEX monitor_runs_one_in_workspace ON monitor_runs (worker_host, workspace) WHERE ended_at IS NULL;
CREATE INDEX monitor_runs_unfinished ON monitor_runs (worker_host) WHERE ended_at IS NULL;

COMMENT ON TABLE monitor_runs IS 'One row per launch of Claude Code, written before it; the budgets count these.';
COMMENT ON COLUMN monitor_runs.workspace IS 'Folder of the repository: never two runs of one machine in it.';
COMMENT ON COLUMN monitor_runs.pid_started IS 'Start time of the process in clock ticks (/proc), against reuse of the pid.';
COMMENT ON COLUMN monitor_runs.outcome IS 'completed, max_turns, max_usd, wall_clock, silent, no_first_event, api_error, cancelled, lost, launch_failed, no_report, stopped_at_gate.';

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
CREATE INDEX monitor_approvals_run ON monitor_approvals (run_id);
CREATE INDEX monitor_approvals_created_at ON monitor_approvals (created_at DESC);

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
CREATE INDEX monitor_requests_of_people ON monitor_requests (asked_at) WHERE escalation_id IS NULL;

COMMENT ON TABLE monitor_requests IS 'What a worker asks of the monitor of a host: only monitors touch containers. Carried out at most once.';
COMMENT ON COLUMN monitor_requests.tool IS 'logs, inspect, stats, restart, playbook.';
COMMENT ON COLUMN monitor_requests.status IS 'taken and never finished: the monitor died in between; nobody repeats it.';

ALTER TABLE monitor_remediations ADD COLUMN asked_by text;
COMMENT ON COLUMN monitor_remediations.asked_by IS 'claude:ESCALATION or mcp:NAME when Claude Code asked for it; null: decided by healing.';

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

-- Refuses, by an error that undoes the transaction, whoever changes an escalation that is not as he knows it any more.
CREATE FUNCTION paramedic_assert_escalation(
  which uuid, its_fence bigint, its_status text[], lapsed_by timestamptz, its_links bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM monitor_escalations
    WHERE id = which AND fence = its_fence AND status = ANY (its_status)
      AND (lapsed_by IS NULL OR lease_until <= lapsed_by)
    FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'escalation % is not held under fence % any more', which, its_fence USING ERRCODE = 'PM002';
  END IF;
  -- Counted behind the lock, which whoever joins takes as well.
  IF its_links <> (SELECT count(*) FROM monitor_escalation_incidents WHERE escalation_id = which) THEN
    RAISE EXCEPTION 'more incidents than % belong to escalation % by now', its_links, which USING ERRCODE = 'PM002';
  END IF;
END $$;

-- Counted as they end, so that reading a total costs the same whatever was deleted or is kept.
CREATE TABLE monitor_escalation_totals (
  name  text PRIMARY KEY,
  total numeric NOT NULL DEFAULT 0
);
INSERT INTO monitor_escalation_totals (name)
  VALUES ('resolved'), ('inconclusive'), ('failed'), ('cancelled'), ('expired'), ('cost_usd');

COMMENT ON TABLE monitor_escalation_totals IS 'Escalations that ended, by outcome, and what all runs cost; these only grow.';

CREATE FUNCTION paramedic_count_escalation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE monitor_escalation_totals SET total = total + 1 WHERE name = NEW.status;
  RETURN NULL;
END $$;
CREATE FUNCTION paramedic_count_cost() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE monitor_escalation_totals SET total = total + NEW.cost_usd - OLD.cost_usd WHERE name = 'cost_usd';
  RETURN NULL;
END $$;
-- At the commit: a row that all ends share is then locked last and briefly.
CREATE CONSTRAINT TRIGGER monitor_escalations_count AFTER UPDATE ON monitor_escalations
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.finished_at IS NULL AND NEW.finished_at IS NOT NULL) EXECUTE FUNCTION paramedic_count_escalation();
CREATE CONSTRAINT TRIGGER monitor_runs_count AFTER UPDATE ON monitor_runs
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.cost_usd <> NEW.cost_usd) EXECUTE FUNCTION paramedic_count_cost();

-- Wakes whoever waits, in the same transaction as the change; polling remains for what a notification misses. By row: a
-- statement that finds nothing must wake nobody, or those who poll would wake each other for ever.
CREATE FUNCTION paramedic_wake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('paramedic', TG_ARGV[0]);
  RETURN NULL;
END $$;
CREATE TRIGGER monitor_escalations_wake AFTER INSERT OR UPDATE OF status, cancel_reason, acted_at ON monitor_escalations
  FOR EACH ROW EXECUTE FUNCTION paramedic_wake('escalations');
CREATE TRIGGER monitor_requests_wake AFTER INSERT OR UPDATE OF status ON monitor_requests
  FOR EACH ROW EXECUTE FUNCTION paramedic_wake('requests');
CREATE TRIGGER monitor_approvals_wake AFTER INSERT OR UPDATE OF status ON monitor_approvals
  FOR EACH ROW EXECUTE FUNCTION paramedic_wake('approvals');
