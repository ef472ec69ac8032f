-- Samples, partitioned by UTC day: clean-up is a partition drop. Partitions are made by Paramedic (yesterday to two days
-- ahead, and on demand); there is no default partition, for rows in it would block the making of their day.

CREATE TABLE monitor_health_metrics (
  timestamp         timestamptz NOT NULL,
  container_name    text NOT NULL,
  container_id      text NOT NULL,
  target            text NOT NULL,
  host              text NOT NULL,
  status            text NOT NULL,
  response_time_ms  double precision,
  cpu_percent       double precision,
  memory_mb         double precision,
  memory_limit_mb   double precision,
  memory_percent    double precision,
  network_rx_bytes  bigint,
  network_tx_bytes  bigint,
  block_read_bytes  bigint,
  block_write_bytes bigint,
  pids              integer,
  restart_count     integer NOT NULL
) PARTITION BY RANGE (timestamp);
CREATE INDEX monitor_health_metrics_target ON monitor_health_metrics (target, timestamp);
-- Rows arrive in order of time: a BRIN index costs next to nothing to keep and finds the last hour of a day.
CREATE INDEX monitor_health_metrics_timestamp ON monitor_health_metrics USING brin (timestamp) WITH (pages_per_range = 16);

COMMENT ON TABLE monitor_health_metrics IS 'One row per container and sampling cycle; null is "not known", never zero.';
COMMENT ON COLUMN monitor_health_metrics.status IS 'The verdict: healthy, sick, unknown, off.';
COMMENT ON COLUMN monitor_health_metrics.response_time_ms IS 'How long the last health check took.';
COMMENT ON COLUMN monitor_health_metrics.cpu_percent IS 'Percent of one core: 200 is two cores busy.';
COMMENT ON COLUMN monitor_health_metrics.memory_mb IS 'In units of 1,048,576 bytes, page cache that can be dropped not counted.';
COMMENT ON COLUMN monitor_health_metrics.memory_limit_mb IS 'In units of 1,048,576 bytes; null without a limit.';
COMMENT ON COLUMN monitor_health_metrics.memory_percent IS 'Percent of the limit; null without a limit.';
COMMENT ON COLUMN monitor_health_metrics.network_rx_bytes IS 'Counter since the start of the container; likewise the other byte columns.';
COMMENT ON COLUMN monitor_health_metrics.restart_count IS 'Restarts by the restart policy of the engine, as the engine counts them.';

CREATE TABLE monitor_host_metrics (
  timestamp              timestamptz NOT NULL,
  host                   text NOT NULL,
  cpu_ratio              double precision,
  memory_total_bytes     bigint,
  memory_available_bytes bigint,
  disk_total_bytes       bigint,
  disk_available_bytes   bigint,
  load1                  double precision,
  load5                  double precision,
  load15                 double precision,
  cores                  integer
) PARTITION BY RANGE (timestamp);
CREATE INDEX monitor_host_metrics_host ON monitor_host_metrics (host, timestamp);

COMMENT ON TABLE monitor_host_metrics IS 'One row per host and sampling cycle.';
COMMENT ON COLUMN monitor_host_metrics.cpu_ratio IS '0 to 1 over all cores.';
