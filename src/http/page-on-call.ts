import { plainText } from '../base/plain-text.ts';
import type { OnCallReport, StatusWithOnCall } from '../escalation/as-json.ts';
import { html, type Markup } from './html.ts';
import { when } from './page-words.ts';

/** What is on the queue for Claude Code, and what waits for a person; nothing while there is nothing. */
export function onCallSection({ onCall, now }: StatusWithOnCall): Markup {
  if (onCall === undefined || onCall.open.length + onCall.approvals.length === 0) return html``;
  const { open, approvals } = onCall;
  return html`<h2>Claude Code on call</h2>
${approvals.length === 0 ? html`` : html`<ul>${approvals.map((approval) => approvalLine(approval, now))}</ul>`}
<table><thead><tr><th>Status</th><th>Container</th><th>Why</th><th>Who</th><th>Since</th></tr></thead><tbody>${open.map(
    (escalation) => escalationRow(escalation, now),
  )}</tbody></table>`;
}

const approvalLine = ({ toolName, reason, expiresAt }: OnCallReport['approvals'][number], now: string): Markup =>
  html`<li><span class="critical">Waits for you</span>: ${plainText(toolName)} (${plainText(reason)}), a no ${when(expiresAt, now)}. <code>paramedic approvals</code></li>`;

const escalationRow = (it: OnCallReport['open'][number], now: string): Markup =>
  html`<tr><td><a href="/api/escalations/${encodeURIComponent(it.id)}">${it.status}</a></td><td>${plainText(it.target)}</td><td>${plainText(it.reason)}</td><td>${plainText(it.claimedBy ?? 'nobody yet')}</td><td>${when(it.createdAt, now)}</td></tr>`;
