-- What Paramedic remembers of every target over its own restart, and every change of verdict.

CREATE TABLE monitor_targets (
  host               text NOT NULL,
  target             text NOT NULL,
  container_id       text NOT NULL,
  container_name     text NOT NULL,
  state              text NOT NULL,
  verdict            text NOT NULL,
  reason             text NOT NULL,
  since              timestamptz NOT NULL,
  stopped_on_purpose boolean NOT NULL DEFAULT false,
  PRIMARY KEY (host, target)
);

COMMENT ON TABLE monitor_targets IS 'The last known state of every target: one row per host and target.';
COMMENT ON COLUMN monitor_targets.state IS 'Last state of the container that was seen: running, exited, …';
COMMENT ON COLUMN monitor_targets.verdict IS 'healthy, sick, unknown, off.';
COMMENT ON COLUMN monitor_targets.since IS 'The verdict holds since then.';
COMMENT ON COLUMN monitor_targets.stopped_on_purpose IS 'A person stopped it: nobody heals it until somebody starts it.';

CREATE TABLE monitor_flips (
  id           uuid PRIMARY KEY,
  timestamp    timestamptz NOT NULL,
  target       text NOT NULL,
  container_id text NOT NULL,
  host         text NOT NULL,
  from_verdict text NOT NULL,
  to_verdict   text NOT NULL,
  reason       text NOT NULL
);
CREATE INDEX monitor_flips_target ON monitor_flips (target, timestamp DESC);
CREATE INDEX monitor_flips_timestamp ON monitor_flips (timestamp);

COMMENT ON TABLE monitor_flips IS 'Every recorded change of verdict, kept as long as incidents.';
