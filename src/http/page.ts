import { plainText } from '../base/plain-text.ts';
import type { StatusWithOnCall } from '../escalation/as-json.ts';
import type { ContainerReport } from '../incidents/report/container.ts';
import type { IncidentReport } from '../incidents/report/incident.ts';
import type { StatusReport } from '../incidents/report/status.ts';
import { html, type Markup } from './html.ts';
import { onCallSection } from './page-on-call.ts';
import { when } from './page-words.ts';

/** The status page. It works without a script; with one, `main` is fetched anew every few seconds. */
export function renderPage(status: StatusWithOnCall): string {
  const { counts } = status;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${titleOf(status)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/page.css">
<script src="/assets/page.js" defer></script>
<noscript><meta http-equiv="refresh" content="15"></noscript>
</head>
<body>
<header><h1>Paramedic</h1><nav><a href="/metrics">metrics</a> <a href="/api/openapi.json">API</a></nav></header>
<main>
<p class="${status.state}" role="status">${stateLine(status)}</p>
<p>${counts.total} containers: ${counts.healthy} healthy, ${counts.sick} sick, ${counts.unknown} unknown, ${counts.off} off${
    counts.unwatched > 0 ? `; ${counts.unwatched} not watched` : ''
  }</p>
${incidentsSection(status)}
${onCallSection(status)}
${containersSection(status)}
${findingsSection(status)}
<footer><small>Paramedic ${status.version}, seen at <time datetime="${status.now}">${status.now}</time></small></footer>
</main>
</body>
</html>
`.text;
}

const titleOf = ({ counts, state }: StatusReport): string =>
  `Paramedic: ${counts.sick > 0 ? `${counts.sick} sick` : WORDS[state]}`;

const WORDS = { ok: 'all well', degraded: 'degraded', standby: 'standby' } as const;

function stateLine({ state, mode, engine, storage, leadership }: StatusReport): string {
  const shadow = mode === 'shadow' ? ' Shadow mode: decisions are recorded, nothing is restarted.' : '';
  if (leadership.role === 'standby') {
    const away = storage.ready ? '' : ` Postgres is away: ${plainText(storage.reason ?? 'not ready yet')}.`;
    return `Standing by: ${plainText(leadership.leader ?? 'nobody')} leads and shows what there is to see.${away}`;
  }
  if (state === 'ok') return `Watching ${plainText(engine.host)}.${shadow}`;
  const away = [
    engine.connected ? '' : `The engine is away: ${plainText(engine.reason ?? 'not connected yet')}.`,
    storage.ready ? '' : `Postgres is away: ${plainText(storage.reason ?? 'not ready yet')}.`,
    leadership.role === 'uncertain' ? 'Another monitor may lead by now.' : '',
  ];
  return `${away.filter(Boolean).join(' ')}${shadow}`;
}

function incidentsSection({ openIncidents, openIncidentsOmitted, now }: StatusReport): Markup {
  if (openIncidents.length === 0) return html`<h2>Open incidents</h2><p>None.</p>`;
  return html`<h2>Open incidents</h2>
<table><thead><tr><th>What</th><th>Container</th><th>Since</th><th>Attempts</th></tr></thead><tbody>${openIncidents.map(
    (incident) => incidentRow(incident, now),
  )}</tbody></table>${omitted(openIncidentsOmitted)}`;
}

const incidentRow = (incident: IncidentReport, now: string): Markup =>
  html`<tr><td><a href="/api/incidents/${encodeURIComponent(incident.id)}">${plainText(incident.description)}</a> <span class="${incident.severity}">${incident.status}</span></td><td>${plainText(incident.target)}</td><td>${when(incident.timestamp, now)}</td><td>${incident.healAttempts}</td></tr>`;

function findingsSection({ findings }: StatusReport): Markup {
  if (findings.length === 0) return html``;
  return html`<h2>To mend</h2><ul>${findings.map(
    ({ subject, message, cure }) =>
      html`<li>${plainText(subject)}: ${plainText(message)} <em>${plainText(cure)}</em></li>`,
  )}</ul>`;
}

function containersSection({ containers, containersOmitted, now }: StatusReport): Markup {
  if (containers.length === 0) return html`<h2>Containers</h2><p>None seen yet.</p>`;
  return html`<h2>Containers</h2>
<table><thead><tr><th>Verdict</th><th>Container</th><th>Why</th><th>Since</th></tr></thead><tbody>${containers.map(
    (row) => containerRow(row, now),
  )}</tbody></table>${omitted(containersOmitted)}`;
}

const containerRow = (row: ContainerReport, now: string): Markup =>
  html`<tr><td><span class="${row.verdict}">${row.verdict}</span></td><td><a href="/api/containers/${encodeURIComponent(row.target.toWellFormed())}/explain">${plainText(row.target)}</a></td><td>${plainText(row.hold === undefined ? row.reason : `${row.reason}, ${row.hold.reason}`)}</td><td>${when(row.since, now)}</td></tr>`;

const omitted = (count: number): Markup => (count > 0 ? html`<p>… and ${count} more.</p>` : html``);
