-- Whatever goes on the queue for Claude Code is told to the monitor of its host too, which writes the trigger files. By the row,
-- so that every road to the queue is covered: what healing gives up, orders of people, retries, what an earlier run left open.
CREATE FUNCTION paramedic_tell_files() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO monitor_notifications (id, channel, incident_id, event, payload, created_at, next_attempt_at)
  SELECT gen_random_uuid(), 'files:' || host, NEW.incident_id, 'escalation_queued',
         jsonb_build_object('escalation_id', id), NEW.joined_at, NEW.joined_at
    FROM monitor_escalations WHERE id = NEW.escalation_id;
  RETURN NULL;
END $$;
CREATE TRIGGER monitor_escalation_incidents_told AFTER INSERT ON monitor_escalation_incidents
  FOR EACH ROW EXECUTE FUNCTION paramedic_tell_files();
