-- Incidents, their story, and what was done about them.
-- Every id is a UUIDv7 made by the writer: a record that arrives twice is one row.

CREATE TABLE monitor_incidents (
  id              uuid PRIMARY KEY,
  timestamp       timestamptz NOT NULL,
  container_name  text NOT NULL,
  container_id    text NOT NULL,
  target          text NOT NULL,
  host            text NOT NULL,
  incident_type   text NOT NULL CHECK (incident_type IN (
    'container_unhealthy', 'container_exited', 'oom_killed', 'restart_loop', 'flapping', 'stuck', 'container_missing',
    'probe_failed', 'slow_response', 'high_cpu', 'high_memory', 'memory_leak', 'log_trigger', 'bad_update', 'host_disk',
    'host_pressure', 'engine_unreachable', 'storage_unreachable', 'agent_stalled', 'agent_errors',
    'execution_anomaly', 'external_alert', 'heal_failed')),
  severity        text NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  status          text NOT NULL CHECK (status IN ('open', 'healing', 'escalated', 'resolved')),
  auto_healed     boolean NOT NULL DEFAULT false,
  description     text NOT NULL,
  heal_attempts   integer NOT NULL DEFAULT 0 CHECK (heal_attempts >= 0),
  evidence        jsonb NOT NULL DEFAULT '{}',
  fingerprint     text NOT NULL,
  parent_id       uuid REFERENCES monitor_incidents ON DELETE SET NULL,
  acknowledged_at timestamptz,
  acknowledged_by text,
  resolved_at     timestamptz,
  resolution      text CHECK (resolution IN ('self_recovered', 'auto_healed', 'claude', 'human', 'expired')),
  CONSTRAINT monitor_incidents_end_is_whole
    CHECK ((status = 'resolved') = (resolved_at IS NOT NULL) AND (resolved_at IS NULL) = (resolution IS NULL)),
  CONSTRAINT monitor_incidents_auto_healed_is_an_end
    CHECK (NOT auto_healed OR resolution IS NOT DISTINCT FROM 'auto_healed')
);
CREATE UNIQUE INDEX monitor_incidents_one_open
  ON monitor_incidents (host, target, incident_type) WHERE status <> 'resolved';
CREATE INDEX monitor_incidents_timestamp ON monitor_incidents (timestamp DESC);
CREATE INDEX monitor_incidents_target ON monitor_incidents (target, timestamp DESC);
CREATE INDEX monitor_incidents_not_healed ON monitor_incidents (timestamp DESC) WHERE NOT auto_healed;
CREATE INDEX monitor_incidents_fingerprint ON monitor_incidents (fingerprint, timestamp DESC);
CREATE INDEX monitor_incidents_resolved_at ON monitor_incidents (resolved_at) WHERE status = 'resolved';
CREATE INDEX monitor_incidents_parent ON monitor_incidents (parent_id) WHERE parent_id IS NOT NULL;

COMMENT ON TABLE monitor_incidents IS 'One row per incident; at most one unresolved per host, target and type. Resolved is final.';
COMMENT ON COLUMN monitor_incidents.timestamp IS 'When it was opened.';
COMMENT ON COLUMN monitor_incidents.target IS 'Stable identity of the container: compose project/service#n, else its name. Survives recreate.';
COMMENT ON COLUMN monitor_incidents.container_id IS 'Id of the container when the incident was opened.';
COMMENT ON COLUMN monitor_incidents.auto_healed IS 'True only when a remediation was followed by observed health for the verification time.';
COMMENT ON COLUMN monitor_incidents.heal_attempts IS 'Remediations intended so far.';
COMMENT ON COLUMN monitor_incidents.evidence IS 'What was known before anything was done. Holds text from containers: untrusted, capped.';
COMMENT ON COLUMN monitor_incidents.fingerprint IS 'Equal for incidents of the same kind of fault.';
COMMENT ON COLUMN monitor_incidents.resolution IS 'How it ended; null while unresolved.';

CREATE TABLE monitor_incident_events (
  id          uuid PRIMARY KEY,
  incident_id uuid NOT NULL REFERENCES monitor_incidents ON DELETE CASCADE,
  timestamp   timestamptz NOT NULL,
  kind        text NOT NULL,
  reason      text NOT NULL,
  detail      jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX monitor_incident_events_story ON monitor_incident_events (incident_id, timestamp, id);
CREATE INDEX monitor_incident_events_timestamp ON monitor_incident_events (timestamp DESC);

COMMENT ON TABLE monitor_incident_events IS 'The timeline: everything that happened to an incident, in order of timestamp, id.';
COMMENT ON COLUMN monitor_incident_events.kind IS 'opened, flip, refused, intended, finished, heal_failed, escalated, recovering, resolved, superseded …';

CREATE TABLE monitor_remediations (
  id           uuid PRIMARY KEY,
  incident_id  uuid NOT NULL REFERENCES monitor_incidents ON DELETE CASCADE,
  target       text NOT NULL,
  container_id text NOT NULL,
  host         text NOT NULL,
  attempt      integer NOT NULL CHECK (attempt >= 1),
  action       text NOT NULL CHECK (action IN ('restart', 'notify')),
  intended_at  timestamptz NOT NULL,
  deadline_at  timestamptz NOT NULL,
  finished_at  timestamptz,
  outcome      text CHECK (outcome IN ('done', 'failed', 'timeout', 'gone', 'withdrawn', 'interrupted')),
  error        text,
  CONSTRAINT monitor_remediations_end_is_whole CHECK ((finished_at IS NULL) = (outcome IS NULL))
);
CREATE INDEX monitor_remediations_incident ON monitor_remediations (incident_id, attempt);
CREATE INDEX monitor_remediations_budget ON monitor_remediations (host, intended_at);
CREATE INDEX monitor_remediations_unfinished ON monitor_remediations (host) WHERE finished_at IS NULL;

COMMENT ON TABLE monitor_remediations IS 'One row per attempt to heal, written before the act and completed after it.';
COMMENT ON COLUMN monitor_remediations.attempt IS '1, 2, … within the incident.';
COMMENT ON COLUMN monitor_remediations.deadline_at IS 'The act is over by then, whether or not an answer came.';
COMMENT ON COLUMN monitor_remediations.outcome IS 'What the engine did, not whether it helped: done, failed, timeout, gone, withdrawn (nothing was done), interrupted (Paramedic ended in between).';

CREATE TABLE monitor_notifications (
  id              uuid PRIMARY KEY,
  channel         text NOT NULL,
  incident_id     uuid REFERENCES monitor_incidents ON DELETE CASCADE,
  event           text NOT NULL,
  payload         jsonb NOT NULL,
  created_at      timestamptz NOT NULL,
  status          text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'failed')),
  attempts        integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  next_attempt_at timestamptz,
  last_error      text,
  delivered_at    timestamptz,
  CONSTRAINT monitor_notifications_pending_is_due CHECK ((status = 'pending') = (next_attempt_at IS NOT NULL)),
  CONSTRAINT monitor_notifications_delivered_has_time CHECK ((status = 'delivered') = (delivered_at IS NOT NULL))
);
CREATE INDEX monitor_notifications_due ON monitor_notifications (next_attempt_at) WHERE status = 'pending';
CREATE INDEX monitor_notifications_incident ON monitor_notifications (incident_id);
CREATE INDEX monitor_notifications_created_at ON monitor_notifications (created_at DESC);

COMMENT ON TABLE monitor_notifications IS 'Outbox and delivery log: written with what it tells of, delivered at least once.';
COMMENT ON COLUMN monitor_notifications.next_attempt_at IS 'Due then; moved ahead by a claim, so that a deliverer that dies gives it back.';
COMMENT ON COLUMN monitor_notifications.attempts IS 'Deliveries begun so far.';
