-- Each channel claims for itself every second, oldest first: neither what waits on another channel nor the log of what was
-- delivered may cost it anything. Of what waits there is one order only, for a planner that has the log's to choose from walks
-- through all of the log when few of a channel wait and many of another one.
DROP INDEX monitor_notifications_due;
DROP INDEX monitor_notifications_created_at;
CREATE INDEX monitor_notifications_waiting ON monitor_notifications (channel, created_at, id, next_attempt_at)
  WHERE status = 'pending';
CREATE INDEX monitor_notifications_over ON monitor_notifications (created_at) WHERE status <> 'pending';
