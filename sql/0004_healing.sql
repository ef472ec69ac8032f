-- The whole ladder of actions, incidents that people can work with, decisions on record, and who leads.

ALTER TABLE monitor_remediations
  DROP CONSTRAINT monitor_remediations_action_check,
  ADD CONSTRAINT monitor_remediations_action_check
    CHECK (action IN ('exec', 'restart', 'recreate', 'restart-dependents', 'stop', 'notify')),
  ADD COLUMN detail jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN monitor_remediations.detail IS 'What the act itself told: exit code and output of an exec, the new container of a recreate. Untrusted, capped.';

ALTER TABLE monitor_incidents
  ADD COLUMN snoozed_until timestamptz,
  ADD COLUMN muted boolean NOT NULL DEFAULT false,
  ADD COLUMN told_at timestamptz;
COMMENT ON COLUMN monitor_incidents.snoozed_until IS 'Nobody is told of it before that instant.';
COMMENT ON COLUMN monitor_incidents.muted IS 'Nobody is told of it until it is resolved. Muted is not resolved.';
COMMENT ON COLUMN monitor_incidents.told_at IS 'When people were told; null when they were not.';

ALTER TABLE monitor_targets ADD COLUMN memo jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN monitor_targets.memo IS 'Small facts that outlive a restart of Paramedic: image history, crashes, dismissals.';

ALTER TABLE monitor_flips ADD COLUMN detail jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN monitor_flips.detail IS 'What a replay needs to decide anew: incident type, severity, state, health, place, restart policy.';

CREATE TABLE monitor_silences (
  id            uuid PRIMARY KEY,
  target        text NOT NULL,
  incident_type text,
  starts_at     timestamptz NOT NULL,
  ends_at       timestamptz NOT NULL CHECK (ends_at > starts_at),
  holds_healing boolean NOT NULL DEFAULT false,
  created_at    timestamptz NOT NULL,
  created_by    text NOT NULL,
  comment       text NOT NULL DEFAULT '',
  ended_at      timestamptz
);
CREATE INDEX monitor_silences_running ON monitor_silences (ends_at) WHERE ended_at IS NULL;

COMMENT ON TABLE monitor_silences IS 'Silences and maintenance windows: while one lasts, nobody is told of what it matches.';
COMMENT ON COLUMN monitor_silences.target IS 'Pattern with * over targets; * alone is everything.';
COMMENT ON COLUMN monitor_silences.incident_type IS 'Null: every type.';
COMMENT ON COLUMN monitor_silences.holds_healing IS 'A maintenance window: nothing is healed either.';
COMMENT ON COLUMN monitor_silences.ended_at IS 'Ended by hand before ends_at.';

CREATE TABLE monitor_decisions (
  id          uuid NOT NULL,
  timestamp   timestamptz NOT NULL,
  target      text NOT NULL,
  host        text NOT NULL,
  incident_id uuid,
  decision    text NOT NULL,
  reason      text NOT NULL,
  until       timestamptz,
  inputs      jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (timestamp, id)
) PARTITION BY RANGE (timestamp);
CREATE INDEX monitor_decisions_target ON monitor_decisions (target, timestamp);

COMMENT ON TABLE monitor_decisions IS 'Every decision that differs from the one before it, with all that it rested on; kept as long as runs.';
COMMENT ON COLUMN monitor_decisions.decision IS 'The action, or wait, hold, give_up.';
COMMENT ON COLUMN monitor_decisions.reason IS 'Why, by name; for wait and hold the refusal reasons of the README.';

CREATE TABLE monitor_leadership (
  host   text PRIMARY KEY,
  epoch  bigint NOT NULL,
  holder uuid NOT NULL,
  name   text NOT NULL,
  since  timestamptz NOT NULL
);

COMMENT ON TABLE monitor_leadership IS 'Which of the monitors of one engine leads; the advisory lock decides, the epoch fences off whoever led before.';

-- Raises when another monitor has taken over: then nothing of the transaction happens. The row lock makes whoever takes over
-- wait for transactions under way, so that it reads all of them; hence VOLATILE, which sees the epoch as it is after a wait.
CREATE FUNCTION paramedic_assert_leader(my_host text, my_epoch bigint) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  newest bigint;
BEGIN
  SELECT epoch INTO newest FROM monitor_leadership WHERE host = my_host FOR SHARE;
  IF newest > my_epoch THEN
    RAISE EXCEPTION 'another monitor leads on %', my_host USING ERRCODE = 'PM001';
  END IF;
END $$;
