import { ago } from '../base/ago.ts';
import { html, type Markup } from './html.ts';

/** How long ago, with the instant itself for whoever asks. */
export const when = (at: string, now: string): Markup =>
  html`<time datetime="${at}" title="${at}">${ago(Date.parse(at), Date.parse(now))}</time>`;
