import { resolve } from 'node:path';
import type { Config } from './config.ts';
import { withPassword } from './database-url.ts';
import { claudeOf, escalationOf } from './on-call.ts';
import type { Settings } from './schema.ts';
import { thresholdsOf } from './thresholds.ts';

/** The settings as the rooms know them: spans with their unit in the name, paths absolute, the password in its place. */
export function configOf(settings: Settings, cwd: string): Config {
  const { heal, retention, database_url, db_password } = settings;
  return {
    listen: settings.listen,
    token: settings.token,
    dataDir: resolve(cwd, settings.data_dir),
    intervalMs: settings.interval,
    watch: { mode: settings.watch, label: settings.watch_label },
    mode: settings.mode,
    heal: {
      maxAttempts: heal.max_attempts,
      verifyMs: heal.verify,
      stopTimeoutMs: heal.stop_timeout,
      backoffMinMs: heal.backoff_min,
      backoffMaxMs: heal.backoff_max,
      resetMs: heal.reset_after,
      budget: heal.budget,
      hostBudget: heal.host_budget,
      maxUnhealthyRatio: heal.max_unhealthy,
      concurrency: heal.concurrency,
      startPeriodMs: heal.start_period,
      onlyRunning: heal.only_running,
    },
    thresholds: thresholdsOf(settings.thresholds),
    logs: settings.logs,
    maintenance: settings.maintenance ?? [],
    ping: { url: settings.ping_url, intervalMs: settings.ping_interval },
    retention: { metricsMs: retention.metrics, incidentsMs: retention.incidents, runsMs: retention.runs },
    engine: {
      dockerHost: settings.docker_host,
      tlsVerify: settings.docker_tls_verify,
      certPath: settings.docker_cert_path === undefined ? undefined : resolve(cwd, settings.docker_cert_path),
    },
    databaseUrl:
      database_url !== undefined && db_password !== undefined ? withPassword(database_url, db_password) : database_url,
    webhookUrl: settings.webhook_url,
    webhookSecret: settings.webhook_secret,
    slackUrl: settings.slack_url,
    alertmanagerUrl: settings.alertmanager_url,
    escalation: escalationOf(settings.escalation),
    claude: claudeOf(settings.claude, besideClaude(settings), cwd),
    host: settings.host,
    log: settings.log,
  };
}

const besideClaude = ({ anthropic_api_key, anthropic_base_url, workspaces }: Settings) => ({
  apiKey: anthropic_api_key,
  baseUrl: anthropic_base_url,
  workspaces,
});
