import { Script } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { escapeHtml, html } from '../../../src/http/html.ts';
import { PAGE_SCRIPT } from '../../../src/http/page-assets.ts';
import { container, incident, STANDBY, targetView } from '../../support/fleet.ts';
import { Web } from '../../support/web.ts';

const ATTACK = `</td><script>alert(1)</script><img src=x onerror="alert(1)">'"&`;

describe('html', () => {
  it('escapes whatever is inserted, but markup', () => {
    expect(html`<p title="${'"x"'}">${ATTACK}</p>`.text).toBe(`<p title="&quot;x&quot;">${escapeHtml(ATTACK)}</p>`);
    expect(html`<ul>${[html`<li>${1}</li>`, html`<li>${'<'}</li>`]}</ul>`.text).toBe(
      '<ul><li>1</li><li>&lt;</li></ul>',
    );
  });
});

describe('/', () => {
  it('shows containers, incidents and findings', async () => {
    await using web = await Web.start();
    web.fleet.views = [
      targetView(),
      targetView({ target: 'shop/db#1', verdict: 'sick', reason: 'health_check_fails' }),
    ];
    web.fleet.openList = [incident({ target: 'shop/db#1' })];
    web.fleet.findingList = [
      { code: 'bad_label', subject: 'shop/web#1', message: 'cannot be read', cure: 'write 10s' },
    ];
    const { status, headers, text } = await web.ask('/');
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(text).toContain('2 containers: 1 healthy, 1 sick');
    expect(text.indexOf('shop/db#1')).toBeLessThan(text.indexOf('>shop/web#1<'));
    expect(text).toContain('href="/api/containers/shop%2Fdb%231/explain"');
    // However many labels are to be mended, they do not push what is sick out of sight.
    expect(text.indexOf('write 10s')).toBeGreaterThan(text.indexOf('>shop/web#1<'));
    for (const link of ['/metrics', '/api/openapi.json', '/assets/page.js', '/assets/page.css']) {
      expect(text).toContain(`"${link}"`);
      expect((await web.ask(link)).status).toBe(200);
    }
  });

  it('stays text whatever containers call themselves', async () => {
    await using web = await Web.start();
    web.fleet.views = [
      targetView({ target: ATTACK, reason: ATTACK, container: container({ name: ATTACK, image: ATTACK }) }),
      targetView({ target: '\u001b[31mred\u202e\ud800' }),
    ];
    web.fleet.openList = [incident({ target: ATTACK, description: ATTACK })];
    web.fleet.findingList = [{ code: 'bad_label', subject: ATTACK, message: ATTACK, cure: ATTACK }];
    web.fleet.engineStatus = { ...web.fleet.engineStatus, connected: false, host: ATTACK, reason: ATTACK };
    const { text } = await web.ask('/');
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(text).not.toContain('<img');
    expect(text).toContain('&lt;script&gt;');
    expect(text).not.toMatch(/[\p{Bidi_Control}]|(?!\n)\p{Cc}/u);
  });

  it('says what is away, and what shadow mode means', async () => {
    await using web = await Web.start();
    web.fleet.storageStatus = { ...web.fleet.storageStatus, ready: false, reason: 'connection refused' };
    web.fleet.healMode = 'shadow';
    const { text } = await web.ask('/');
    expect(text).toContain('<p class="degraded" role="status">Postgres is away: connection refused. Shadow mode');
    expect(text).toContain('<title>Paramedic: degraded</title>');
  });

  it('says who leads when it is another monitor', async () => {
    await using web = await Web.start();
    web.fleet.leadershipStatus = { ...STANDBY, leader: ATTACK };
    web.fleet.engineStatus = { ...web.fleet.engineStatus, connected: false };
    const { text } = await web.ask('/');
    expect(text).toContain('<p class="standby" role="status">Standing by: ');
    expect(text).toContain('<title>Paramedic: standby</title>');
    expect(text.match(/<script/g)).toHaveLength(1);
    web.fleet.leadershipStatus = { ...STANDBY, role: 'uncertain' };
    web.fleet.storageStatus = { ...web.fleet.storageStatus, ready: false };
    expect((await web.ask('/')).text).toContain('Another monitor may lead by now.');
  });

  it('has a script that parses', () => {
    expect(() => new Script(PAGE_SCRIPT)).not.toThrow();
  });

  it('has no inline script or style: the policy of the page forbids them', async () => {
    await using web = await Web.start();
    const { text } = await web.ask('/');
    expect(text).not.toMatch(/<style|style="|\son\w+="|<script(?! src="\/assets\/page\.js" defer><\/script>)/);
  });
});
