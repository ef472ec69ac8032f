/**
 * The page is rendered in one place only, on the server: the script fetches it and swaps `main`. It waits while a
 * person has the focus in there, so that the keyboard never loses its place.
 */
export const PAGE_SCRIPT = `'use strict';
const REFRESH_MS = 5000;
async function refresh() {
  const main = document.querySelector('main');
  if (document.hidden || main.contains(document.activeElement)) return;
  try {
    const response = await fetch('/', { headers: { accept: 'text/html' }, cache: 'no-store' });
    if (!response.ok) throw new Error(String(response.status));
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    main.replaceWith(page.querySelector('main'));
    document.title = page.title;
    document.body.classList.remove('lost');
  } catch {
    document.title = 'Paramedic: not reachable';
    document.body.classList.add('lost');
  }
}
setInterval(refresh, REFRESH_MS);
`;

export const PAGE_STYLE = `:root { color-scheme: light dark; --line: #8886; --bad: #c62828; --good: #2e7d32; --dim: #777; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --good: #81c784; --dim: #999; } }
body { font: 1rem/1.45 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 0 1rem 2rem; }
header { display: flex; justify-content: space-between; align-items: baseline; flex-wrap: wrap; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin: 1.5rem 0 .3rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { color: var(--dim); font-weight: 600; font-size: .85rem; white-space: nowrap; }
time { white-space: nowrap; }
.sick, .critical, .degraded { color: var(--bad); font-weight: 600; }
.healthy, .ok { color: var(--good); }
.unknown, .off, .info, time, footer { color: var(--dim); }
.lost main { opacity: .45; }
.lost::before { content: 'Paramedic cannot be reached; this is what it last said.'; color: var(--bad); display: block; padding-top: .5rem; }
@media (max-width: 34rem) {
  thead { display: none; } tr { display: block; padding: .4rem 0; border-bottom: 1px solid var(--line); }
  td { display: inline; border: 0; padding: 0 .5rem 0 0; }
}
`;
